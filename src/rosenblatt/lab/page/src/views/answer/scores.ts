/** What a network answers for the rows of a table, by comparing its outputs: predictions, mistakes, counts. */

import type { Begin } from "../../types.ts";

export interface Answers {
  /** The predicted class of each row, or the predicted number in the target's own units. */
  readonly predicted: Float64Array;
  readonly truth: Float64Array;
  /** Whether each row is predicted wrongly; of numbers none is. */
  readonly mistaken: Uint8Array;
  /** What the network gives to the true class, or how far a predicted number is off. */
  readonly certainty: Float64Array;
}

/** Judge outputs, one row after the other, `width` numbers each. */
export function judged(begin: Begin, outputs: Float64Array, width: number, activation: string): Answers {
  const { meta, nRows, y } = begin;
  const found = { predicted: new Float64Array(nRows), truth: new Float64Array(nRows), mistaken: new Uint8Array(nRows), certainty: new Float64Array(nRows) };
  const [mean, scale] = [meta.task.mean, meta.task.scale];
  for (let row = 0; row < nRows; row += 1) {
    const mine = outputs.subarray(row * width, (row + 1) * width);
    const target = y[(row * y.length) / nRows] ?? Number.NaN;
    if (meta.task.kind === "numbers") {
      found.predicted[row] = (mine[0] ?? Number.NaN) * scale + mean;
      found.truth[row] = target * scale + mean;
      found.certainty[row] = Math.abs((found.predicted[row] ?? 0) - (found.truth[row] ?? 0));
    } else {
      found.predicted[row] = winner(mine, activation);
      found.truth[row] = target;
      found.mistaken[row] = Number(found.predicted[row] !== target);
      found.certainty[row] = width === 1 ? (target === 1 ? (mine[0] ?? 0) : 1 - (mine[0] ?? 0)) : (mine[target] ?? 0);
    }
  }
  return found;
}

/** The class that outputs stand for: of one output whether it is on, of several the largest, of equal ones the first. */
export function winner(outputs: Float64Array, activation: string): number {
  if (outputs.length === 1) return Number((outputs[0] ?? 0) > (activation === "step" ? 0 : 0.5));
  let best = 0;
  outputs.forEach((value, at) => {
    if (value > (outputs[best] ?? 0)) best = at;
  });
  return best;
}

/** Part of the rows: all, those trained on, or those held out. */
export type Part = "all" | "trained on" | "held out";

export function isIn(begin: Begin, row: number, part: Part): boolean {
  return part === "all" || (begin.heldOut[row] !== 0) === (part === "held out");
}

/** Rows by true (first) and predicted class; rows of an unknown class are left out. */
export function confusion(begin: Begin, answers: Answers, part: Part): number[][] {
  const n = begin.meta.task.classes.length;
  const counts = Array.from({ length: n }, () => Array.from({ length: n }, () => 0));
  answers.truth.forEach((truth, row) => {
    const line = isIn(begin, row, part) ? counts[truth] : undefined;
    const predicted = answers.predicted[row] ?? -1;
    if (line) line[predicted] = (line[predicted] ?? 0) + 1;
  });
  return counts;
}

/** How many rows of a part are predicted right, of how many. */
export function right(begin: Begin, answers: Answers, part: Part): [number, number] {
  let [good, all] = [0, 0];
  answers.mistaken.forEach((mistaken, row) => {
    if (!isIn(begin, row, part)) return;
    all += 1;
    good += Number(mistaken === 0);
  });
  return [good, all];
}

/** Rows, mistakes first: of classes the least likely ones, of numbers those farthest off. */
export function mistakesFirst(begin: Begin, answers: Answers): number[] {
  const rows = Array.from({ length: begin.nRows }, (_, row) => row);
  const { certainty, mistaken } = answers;
  const sign = begin.meta.task.kind === "numbers" ? -1 : 1;
  const at = (values: ArrayLike<number>, row: number) => values[row] ?? 0;
  return rows.sort((a, b) => at(mistaken, b) - at(mistaken, a) || sign * (at(certainty, a) - at(certainty, b)) || a - b);
}
