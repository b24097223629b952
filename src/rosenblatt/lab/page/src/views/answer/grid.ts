/** The plane through a table: which inputs are its axes, where its samples lie, and the inputs of a grid over it. */

import { padded } from "../../draw/canvas.ts";
import type { Mark } from "../../draw/samples.ts";
import { listing } from "../../draw/words.ts";
import type { Begin } from "../../types.ts";
import type { Answers } from "./scores.ts";
import type { Axis } from "./verbs.ts";

/** More samples than that hide each other; of more an even choice is drawn. */
export const MOST_MARKS = 600;

export type Axes = readonly [across: number, along: number];

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

/** A place of the plane as the network reads it. */
export function inputsAt(begin: Begin, axes: Axes, held: Float64Array, x: number, y: number): Float64Array {
  const found = held.slice();
  [x, y].forEach((value, at) => {
    const input = axes[at] ?? 0;
    const { mean, scale } = begin.meta.inputs[input] ?? { mean: 0, scale: 1 };
    found[input] = (value - mean) / scale;
  });
  return found;
}

/** The inputs of `n` times `n` places at the middles of a grid's cells, row by row from the top. */
export function gridInputs(begin: Begin, axes: Axes, frame: readonly [Axis, Axis], n: number): Float64Array {
  const held = means(begin);
  const found = new Float64Array(n * n * begin.nInputs);
  const middle = ({ low, high }: Axis, share: number) => low + (high - low) * share;
  for (let row = 0; row < n; row += 1) {
    for (let column = 0; column < n; column += 1) {
      const [x, y] = [middle(frame[0], (column + 0.5) / n), middle(frame[1], 1 - (row + 0.5) / n)];
      found.set(inputsAt(begin, axes, held, x, y), (row * n + column) * begin.nInputs);
    }
  }
  return found;
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

function rangeOf(values: Float64Array | Int32Array): [number, number] {
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
