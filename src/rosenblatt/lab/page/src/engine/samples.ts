// Samples of a set-up: those of its table, or one's own points, with noise that follows from the seed.
import type { Begin, Point, Setup } from "../types.ts";

/** The points of a table with two inputs, in its units: what one starts from to add, move and delete them. */
export function pointsOf(begin: Begin): Point[] {
  const { inputs, task } = begin.meta;
  return Array.from({ length: begin.nRows }, (_, row) => ({
    x: inputs.map((input, at) => (begin.X[row * begin.nInputs + at] as number) * input.scale + input.mean),
    target: targetOf(begin, row, task.kind === "numbers"),
    heldOut: begin.heldOut[row] === 1,
  }));
}

function targetOf(begin: Begin, row: number, numbers: boolean): number {
  const [width, { mean, scale }] = [begin.y.length / begin.nRows, begin.meta.task];
  const value = begin.y[row * width] as number;
  return numbers ? value * scale + mean : value;
}

/** The table as a set-up changes it: the same object if it changes nothing. */
export function samplesOf(begin: Begin, setup: Setup): Begin {
  const { labels, places } = setup.noise;
  if (setup.points === null && labels === 0 && places === 0) return begin;
  const points = noisy(setup.points ?? pointsOf(begin), begin, setup);
  const { inputs, task } = begin.meta;
  const X = new Float64Array(points.length * begin.nInputs);
  const y = task.kind === "classes" ? new Int32Array(points.length) : new Float64Array(points.length);
  points.forEach((point, row) => {
    inputs.forEach((input, at) => (X[row * begin.nInputs + at] = ((point.x[at] as number) - input.mean) / input.scale));
    y[row] = task.kind === "classes" ? point.target : (point.target - task.mean) / task.scale;
  });
  const heldOut = Uint8Array.from(points, (point) => Number(point.heldOut));
  return { ...begin, X, y, heldOut, row: Int32Array.from(points, (_, at) => at + 1), nRows: points.length };
}

/** Labels that are changed for another class with probability `labels`, and places moved by up to `places` of the range. */
function noisy(points: readonly Point[], begin: Begin, setup: Setup): Point[] {
  const [draw, { inputs, task }] = [numbersFrom(setup.seed), begin.meta];
  return points.map((point) => {
    const x = point.x.map((value, at) => {
      const range = (inputs[at]?.high ?? 1) - (inputs[at]?.low ?? 0);
      return value + (draw() - 0.5) * 2 * setup.noise.places * range;
    });
    const changes = draw() < setup.noise.labels;
    const other = 1 + Math.floor(draw() * Math.max(task.classes.length - 1, 1));
    const target = changes && task.kind === "classes" ? (point.target + other) % task.classes.length : point.target;
    return { ...point, x, target };
  });
}

/** Uniform numbers from 0 to 1 that follow from a seed: Marsaglia's xorshift with 32 bits (2003). */
function numbersFrom(seed: number): () => number {
  let state = (seed * 2654435761 + 88172645) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state / 2 ** 32;
  };
}
