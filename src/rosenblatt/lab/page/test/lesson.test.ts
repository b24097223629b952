// Lessons: the files that Python's check shares, and the lessons that ship.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { lessonOf, pieces } from "../src/lesson.ts";

const ROOT = join(process.env["LAB_PAGE"]!, "../../../..");
const cases = JSON.parse(readFileSync(join(ROOT, "tests/lab/lessons/cases.json"), "utf8")) as { good: unknown[]; bad: { key: string; lesson: unknown }[] };

test("the good lessons are read unaltered", () => {
  for (const lesson of cases.good) assert.deepEqual(lessonOf(JSON.stringify(lesson)), lesson);
});

cases.bad.forEach(({ key, lesson }, at) => {
  test(`bad lesson ${at} is refused with a message that names ${key}`, () => {
    assert.throws(() => lessonOf(JSON.stringify(lesson)), (error: Error) => error.message.startsWith(`${key} `));
  });
});

test("broken JSON and files that are too large are refused", () => {
  assert.throws(() => lessonOf("{"), /JSON file/);
  assert.throws(() => lessonOf(JSON.stringify({ lesson: 1, title: "é".repeat(40_000) })), /at most 65536 bytes, got 8/);
});

test("emphasis is a piece of its own, and everything else is text", () => {
  assert.deepEqual(pieces("a *b* <i>c</i> 2*3"), [
    { text: "a ", strong: false }, { text: "b", strong: true }, { text: " <i>c</i> 2*3", strong: false },
  ]);
});

test("the lessons that ship are good", () => {
  const folder = join(ROOT, "src/rosenblatt/lab/lessons");
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  for (const name of names) lessonOf(readFileSync(join(folder, name), "utf8"));
});
