// The branches of the course, over the segments of the training that they share.
import * as store from "../store.ts";
import type { Branch, Course } from "../types.ts";
import { compare } from "./keyframes.ts";
import { chain, freeLetter, holding, type Segment } from "./segments.ts";

export class Branches {
  constructor(private readonly segments: Map<number, Segment>) {}

  /** The last segment of a branch. */
  tip(branch: Branch): Segment {
    return this.segments.get(branch.segment) as Segment;
  }

  /** Show a new branch, with another beside it; null, and a sentence at the timeline, if there are eight. */
  join(branch: Omit<Branch, "letter">, beside: string | null): Branch | null {
    const others = store.course.value.branches.filter((each) => each.letter === beside || !this.contained(each));
    const letter = freeLetter(others);
    if (letter === null) {
      store.fault("branches", "There are 8 branches, which is the most: delete one of them first");
      return null;
    }
    const made = { ...branch, letter };
    store.course.value = { ...store.course.value, branches: [...others, made], shown: letter, beside };
    return made;
  }

  /** Whether a branch is only the beginning of another one. */
  private contained(branch: Branch): boolean {
    return store.course.value.branches.some(
      (other) =>
        other.letter !== branch.letter &&
        chain(this.tip(other)).some((each) => each.id === branch.segment) &&
        compare(branch.end, other.end) < 0 &&
        holding(this.tip(other), branch.end).id === branch.segment,
    );
  }

  update(letter: string, change: Partial<Branch>): void {
    const alter = (each: Branch): Branch => (each.letter === letter ? { ...each, ...change } : each);
    const course: Course = store.course.value;
    store.course.value = { ...course, branches: course.branches.map(alter) };
  }

  /** Drop the segments that no branch shows and that neither undo nor redo could bring back. */
  sweep(): void {
    const used = new Set<number>();
    for (const course of store.keptCourses()) {
      for (const branch of [...course.branches, ...(course.former === null ? [] : [course.former])]) {
        for (const each of chain(this.tip(branch))) used.add(each.id);
      }
    }
    for (const id of this.segments.keys()) if (!used.has(id)) this.segments.delete(id);
  }
}
