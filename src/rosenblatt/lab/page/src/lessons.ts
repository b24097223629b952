// The lessons that ship with the lab, and those that a file or a server brings.
import { lessonOf, type Lesson } from "./lesson.ts";
import type { Source } from "./wire.ts";

/** All lessons, checked; a given one that is wrong is reported and omitted. */
export async function lessonsOf(from: Source, report: (sentence: string) => void): Promise<Lesson[]> {
  const given: Lesson[] = [];
  for (const name of from.parts.filter((part) => part.startsWith("lessons/"))) {
    try {
      given.push(lessonOf(new TextDecoder().decode(await from.part(name))));
    } catch (error) {
      report(`The lesson ${name.slice(8, 60)} cannot be opened: ${(error as Error).message}.`);
    }
  }
  const shipped = JSON.parse(new TextDecoder().decode(await from.part("lessons.json"))) as Lesson[];
  return [...given, ...shipped.filter(({ title }) => given.every((each) => each.title !== title))];
}
