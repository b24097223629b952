/** The plane through a table: which inputs are its axes, where its samples lie, and the inputs of a grid over it. */

import { padded } from "../../draw/canvas.ts";
import type { Mark } from "../../draw/samples.ts";
import { listing } from "../../draw/words.ts";
import type { Grid } from "../../engine/engine.ts";
import type { Begin } from "../../types.ts";
import type { Answers } from "./scores.ts";
import type { Axis } from "./verbs.ts";

/** More samples than that hide each other; of more an even choice is drawn. */
export const MOST_MARKS = 600;

export type Axes = readonly [across: number, along: number];

/** The two inputs that say most about the target, in the order of the table: by the share of variance between the classes. */
export function mainAxes(begin: Begin): Axes {
  if (begin.nInputs < 2) return [0, 0];
  const shares = begin.meta.inputs.map((_, input) => shareExplained(begin, input));
  const order = shares.map((_, input) => input).sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0) || a - b);
  const [first = 0, second = 1] = order.slice(0, 2).sort((a, b) => a - b);
  return [first, second];
}

/** Of classes the variance between their means, of numbers the squared covariance, as a share of the variances. */
function shareExplained(begin: Begin, input: number): number {
  const { X, y, nRows, nInputs, meta } = begin;
  const width = y.length / nRows;
  const [of, isNumber] = [(row: number) => X[row * nInputs + input] ?? 0, meta.task.kind === "numbers"];
  const groups = new Map<number, { n: number; sum: number }>();
  let [sum, squares, sumY, squaresY, both] = [0, 0, 0, 0, 0];
  for (let row = 0; row < nRows; row += 1) {
    const [value, target] = [of(row), y[row * width] ?? 0];
    [sum, squares, sumY, squaresY, both] = [sum + value, squares + value * value, sumY + target, squaresY + target * target, both + value * target];
    const group = groups.get(target) ?? { n: 0, sum: 0 };
    if (!isNumber) groups.set(target, { n: group.n + 1, sum: group.sum + value });
  }
  const spread = squares - (sum * sum) / nRows;
  if (!(spread > 1e-9)) return 0;
  const shared = both - (sum * sumY) / nRows;
  if (isNumber) return (shared * shared) / (spread * (squaresY - (sumY * sumY) / nRows));
  return ([...groups.values()].reduce((all, each) => all + (each.sum * each.sum) / each.n, 0) - (sum * sum) / nRows) / spread;
}

/** Limits around the samples of an input, in its units. */
export function axisOf(begin: Begin, input: number): Axis {
  const { name, low, high } = begin.meta.inputs[input] ?? { name: "", low: 0, high: 1 };
  const [from, to] = padded(low, high, begin.nRows > 20 ? 0.12 : 0.25);
  return { name, low: from, high: to };
}

/** Means of the prepared inputs over all rows: where the inputs that are no axis are held. */
export function means(begin: Begin): Float64Array {
  const found = new Float64Array(begin.nInputs);
  begin.X.forEach((value, at) => {
    const input = at % begin.nInputs;
    found[input] = (found[input] ?? 0) + value / begin.nRows;
  });
  return found;
}

/** A grid of `n` times `n` places over the plane, for the engine. */
export function gridOf(begin: Begin, axes: Axes, frame: readonly [Axis, Axis], n: number): Grid {
  const prepared = (axis: 0 | 1, value: number) => {
    const { mean, scale } = begin.meta.inputs[axes[axis]] ?? { mean: 0, scale: 1 };
    return (value - mean) / scale;
  };
  const [across, up] = axes;
  const [left, right] = [prepared(0, frame[0].low), prepared(0, frame[0].high)];
  const [bottom, top] = [prepared(1, frame[1].low), prepared(1, frame[1].high)];
  return { columns: n, rows: n, across, up, left, right, bottom, top, rest: means(begin) };
}

/** An input's value of a row, in its units. */
export function valueOf(begin: Begin, row: number, input: number): number {
  const { mean, scale } = begin.meta.inputs[input] ?? { mean: 0, scale: 1 };
  return (begin.X[row * begin.nInputs + input] ?? Number.NaN) * scale + mean;
}

/** The rows that are drawn: all, or an even choice of many. */
export function drawnRows(nRows: number): number[] {
  if (nRows <= MOST_MARKS) return Array.from({ length: nRows }, (_, row) => row);
  return Array.from({ length: MOST_MARKS }, (_, at) => Math.round((at * (nRows - 1)) / (MOST_MARKS - 1)));
}

/** The samples as marks; before the network has answered none is mistaken. */
export function marksOf(begin: Begin, axes: Axes, answers: Answers | null): Mark[] {
  const isNumber = begin.meta.task.kind === "numbers";
  const [low, high] = isNumber ? rangeOf(begin.y) : [0, 1];
  const width = begin.y.length / begin.nRows;
  return drawnRows(begin.nRows).map((row) => {
    const target = begin.y[row * width] ?? 0;
    return {
      row,
      x: valueOf(begin, row, axes[0]),
      y: valueOf(begin, row, axes[1]),
      which: isNumber ? (target - low) / (high - low || 1) : Math.max(0, target),
      heldOut: begin.heldOut[row] !== 0,
      mistaken: answers?.mistaken[row] === 1,
    };
  });
}

/** The smallest and the largest number. */
export function rangeOf(values: Float64Array | Int32Array): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** What the plane leaves out, in a sentence; empty for two inputs. */
export function heldNote(begin: Begin, axes: Axes): string {
  const others = begin.meta.inputs.filter((_, at) => !axes.includes(at)).map(({ name }) => name);
  const some = drawnRows(begin.nRows).length < begin.nRows ? ` ${MOST_MARKS} of ${begin.nRows} samples are drawn.` : "";
  if (others.length === 0) return some.trim();
  const held = others.length <= 3 ? listing(others) : `the other ${others.length} inputs`;
  return `The colours hold ${held} at ${others.length === 1 ? "its" : "their"} mean; samples differ there.${some}`;
}
