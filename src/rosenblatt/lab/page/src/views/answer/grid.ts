/** The plane through a table: which inputs are its axes, where its samples lie, and the inputs of a grid over it. */

import { padded } from "../../draw/canvas.ts";
import type { Mark } from "../../draw/samples.ts";
import { listing, share } from "../../draw/words.ts";
import type { Grid } from "../../engine/engine.ts";
import type { Begin } from "../../types.ts";
import type { Answers } from "./scores.ts";
import type { Axis } from "./verbs.ts";

/** More samples than that hide each other; of more an even choice is drawn. */
export const MOST_MARKS = 600;

/** Inputs by their numbers; -1 and -2 are the two main components. */
export type Axes = readonly [across: number, along: number];
export const COMPONENTS: Axes = [-1, -2];

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

/** Limits around the samples of an input, in its units, or along a main component. */
export function axisOf(begin: Begin, input: number): Axis {
  const { name, low, high } = begin.meta.inputs[input] ?? alongComponent(begin, input);
  const [from, to] = padded(low, high, begin.nRows > 20 ? 0.12 : 0.25);
  return { name, low: from, high: to };
}

const ranges = new WeakMap<Begin, Map<number, { name: string; low: number; high: number }>>();

/** The name of a main component, and the range of the samples along it. */
function alongComponent(begin: Begin, input: number): { name: string; low: number; high: number } {
  const known = ranges.get(begin) ?? new Map();
  ranges.set(begin, known);
  if (!known.has(input)) {
    const [low, high] = rangeOf(Float64Array.from({ length: begin.nRows }, (_, row) => valueOf(begin, row, input)));
    known.set(input, { name: `main component ${-input}`, low, high });
  }
  return known.get(input);
}

/** Along which inputs a main component, or an input, lies. */
function directionOf({ nInputs, components }: Begin, input: number): Float64Array {
  if (input < 0) return components?.subarray((-input - 1) * nInputs, -input * nInputs) ?? new Float64Array(nInputs);
  return Float64Array.from({ length: nInputs }, (_, at) => Number(at === input));
}

/** Values of all inputs, in their units, at a place of the plane; inputs that are no axis are at their mean. */
export function inputsAt(begin: Begin, axes: Axes, [x, y]: readonly [number, number]): number[] {
  const middle = means(begin);
  const directions = axes.map((axis) => directionOf(begin, axis));
  return begin.meta.inputs.map(({ mean, scale }, input) => {
    if (axes.includes(input)) return input === axes[0] ? x : y;
    const along = axes[0] < 0 ? x * (directions[0]?.[input] ?? 0) + y * (directions[1]?.[input] ?? 0) : 0;
    return ((middle[input] ?? 0) + along) * scale + mean;
  });
}

const middles = new WeakMap<Float64Array, Float64Array>();

/** Means of the prepared inputs over all rows: where the inputs that are no axis are held. */
export function means(begin: Begin): Float64Array {
  const known = middles.get(begin.X);
  if (known !== undefined) return known;
  const found = new Float64Array(begin.nInputs);
  middles.set(begin.X, found);
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
  const [left, right] = [prepared(0, frame[0].low), prepared(0, frame[0].high)];
  const [bottom, top] = [prepared(1, frame[1].low), prepared(1, frame[1].high)];
  const rest = means(begin).map((value, input) => (axes.includes(input) ? 0 : value));
  const up = axes[0] === axes[1] ? new Float64Array(begin.nInputs) : directionOf(begin, axes[1]);
  return { columns: n, rows: n, across: directionOf(begin, axes[0]), up, left, right, bottom, top, rest };
}

/** An input's value of a row, in its units, or its place along a main component. */
export function valueOf(begin: Begin, row: number, input: number): number {
  if (input >= 0) return inUnits(begin, begin.X[row * begin.nInputs + input] ?? Number.NaN, input);
  return placeAlong(begin, begin.X.subarray(row * begin.nInputs, (row + 1) * begin.nInputs), input);
}

/** Where prepared inputs lie along an axis. */
export function placeAlong(begin: Begin, inputs: ArrayLike<number>, axis: number): number {
  if (axis >= 0) return inUnits(begin, inputs[axis] ?? Number.NaN, axis);
  const middle = means(begin);
  return directionOf(begin, axis).reduce((sum, share, input) => sum + share * ((inputs[input] ?? 0) - (middle[input] ?? 0)), 0);
}

function inUnits({ meta }: Begin, value: number, input: number): number {
  const { mean, scale } = meta.inputs[input] ?? { mean: 0, scale: 1 };
  return value * scale + mean;
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
  const some = drawnRows(begin.nRows).length < begin.nRows ? ` ${MOST_MARKS} of ${begin.nRows} samples are drawn.` : "";
  if (axes[0] < 0) return `The colours lie on the plane of the two main components, with ${share((begin.shares ?? new Float64Array()).reduce((sum, each) => sum + each, 0), 1)} of the inputs' variance; samples lie before and behind it.${some}`;
  const others = begin.meta.inputs.filter((_, at) => !axes.includes(at)).map(({ name }) => name);
  if (others.length === 0) return some.trim();
  const held = others.length <= 3 ? listing(others) : `the other ${others.length} inputs`;
  return `The colours hold ${held} at ${others.length === 1 ? "its" : "their"} mean; samples differ there.${some}`;
}
