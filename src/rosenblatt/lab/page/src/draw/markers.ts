/** Class markers with the outlines of plots/base: the same shape for a class in every figure. */

import { CLASS_MARKERS, MARKER_SCALE } from "../palette.ts";

type Corner = readonly [number, number];

const TRIANGLE: readonly Corner[] = [
  [0, -1],
  [1, 1],
  [-1, 1],
];
const PENTAGON: readonly Corner[] = [
  [0, -1],
  [0.9511, -0.309],
  [0.5878, 0.809],
  [-0.5878, 0.809],
  [-0.9511, -0.309],
];
const PLUS: readonly Corner[] = turned([
  [1 / 3, 1],
  [1 / 3, 1 / 3],
  [1, 1 / 3],
]);
const CROSS: readonly Corner[] = turned([
  [0.5, 1],
  [0, 0.5],
  [-0.5, 1],
]);

/** The corners of each marker, in halves of its size, y downwards. */
const OUTLINES: Record<string, readonly Corner[]> = {
  s: turned([[1, 1]]),
  "^": TRIANGLE,
  v: TRIANGLE.map(([x, y]) => [x, -y]),
  "<": TRIANGLE.map(([x, y]) => [y, x]),
  ">": TRIANGLE.map(([x, y]) => [-y, x]),
  D: turned([[Math.SQRT2, 0]]),
  P: PLUS,
  X: CROSS,
  p: PENTAGON,
};

/** Corners, and the same after each quarter of a turn. */
function turned(corners: readonly Corner[]): Corner[] {
  const all: Corner[] = [];
  let quarter = [...corners];
  for (let turn = 0; turn < 4; turn += 1) {
    all.push(...quarter);
    quarter = quarter.map(([x, y]) => [y, -x]);
  }
  return all;
}

/** The marker of a class; when colours come round again the markers have moved on, so that pairs differ. */
export function markerOf(which: number, nColours: number): string {
  return CLASS_MARKERS[(which + Math.floor(which / nColours)) % CLASS_MARKERS.length] ?? "o";
}

/** The outline of a marker of that size around a place, as SVG path data. */
export function markerPath(marker: string, size: number, x = 0, y = 0): string {
  const half = (size * (MARKER_SCALE[marker] ?? 1)) / 2;
  const corners = OUTLINES[marker];
  if (!corners) return circlePath(half, x, y);
  return `M${corners.map(([right, down]) => `${near(x + half * right)},${near(y + half * down)}`).join("L")}Z`;
}

/** A circle of that radius, as SVG path data. */
export function circlePath(radius: number, x = 0, y = 0): string {
  const r = near(radius);
  return `M${near(x - radius)},${near(y)}a${r},${r} 0 1 0 ${near(2 * radius)},0a${r},${r} 0 1 0 ${near(-2 * radius)},0Z`;
}

function near(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The size of a sample's mark in pixels: smaller where there are many. */
export function markSize(nSamples: number): number {
  return nSamples <= 30 ? 12 : nSamples <= 200 ? 9 : 7;
}
