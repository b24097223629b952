/** Samples as marks, and the axes around them: class by colour and shape, held out hollow, mistaken ringed. */

import type { Colours } from "../palette.ts";
import { type Context, hairline, outline, place, type Scale } from "./canvas.ts";
import { markerOf, markerPath, markSize } from "./markers.ts";
import { ticks, tickTexts } from "./ticks.ts";

/** One sample where it is drawn; `which` is its class, or for a number its share of the scale from 0 to 1. */
export interface Mark {
  readonly row: number;
  readonly x: number;
  readonly y: number;
  readonly which: number;
  readonly heldOut: boolean;
  readonly mistaken: boolean;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Draw all marks; those of `numbers` are circles whose filling is the number. */
export function drawMarks(
  context: Context,
  marks: readonly Mark[],
  scales: readonly [Scale, Scale],
  colours: Colours,
  numbers: boolean,
): void {
  const size = markSize(marks.length);
  const outlines = new Map<string, string>();
  for (const mark of marks) {
    const x = place(scales[0], mark.x);
    const y = place(scales[1], mark.y);
    const marker = numbers ? "o" : markerOf(mark.which, colours.CLASSES.length);
    const at = mark.which % colours.CLASSES.length;
    const colour = numbers ? scaleColour(colours, mark.which) : (colours.CLASSES[at] ?? colours.INK);
    context.fillStyle = mark.heldOut ? colours.PAPER : colour;
    context.strokeStyle = numbers ? colours.INK : (colours.EDGES[at] ?? colours.INK);
    context.lineWidth = mark.heldOut ? 2 : 1.2;
    const path = outlines.get(marker) ?? markerPath(marker, size);
    outlines.set(marker, path);
    outline(context, path, x, y);
    if (mark.mistaken) drawRing(context, x, y, size * 0.95, colours.INK, 1.5);
  }
}

/** The colour of a share from 0 to 1 of the scale for numbers without a sign. */
export function scaleColour(colours: Colours, share: number): string {
  const last = colours.VALUES.length - 1;
  const at = Math.round(Math.min(1, Math.max(0, share)) * last);
  return colours.VALUES[at] ?? colours.MUTED;
}

export function drawRing(
  context: Context,
  x: number,
  y: number,
  radius: number,
  colour: string,
  width: number,
): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/** Ticks and their numbers below and to the left of a box. */
export function drawAxes(
  context: Context,
  box: Box,
  scales: readonly [Scale, Scale],
  colours: Colours,
): void {
  context.strokeStyle = colours.RULE;
  context.fillStyle = colours.MUTED;
  context.lineWidth = 1;
  context.textAlign = "center";
  context.textBaseline = "top";
  const across = ticks(scales[0].low, scales[0].high, 5);
  tickTexts(across).forEach((text, at) => {
    const x = place(scales[0], across[at] ?? 0);
    hairline(context, [[x, box.bottom], [x, box.bottom + 4]]);
    context.fillText(text, x, box.bottom + 7);
  });
  context.textAlign = "right";
  context.textBaseline = "middle";
  const along = ticks(scales[1].low, scales[1].high, 5);
  tickTexts(along).forEach((text, at) => {
    const y = place(scales[1], along[at] ?? 0);
    hairline(context, [[box.left - 4, y], [box.left, y]]);
    context.fillText(text, box.left - 7, y);
  });
  hairline(context, [[box.left, box.top], [box.left, box.bottom], [box.right, box.bottom]]);
}

/** How much room the numbers of the vertical axis take, so that none is cut. */
export function axisRoom(context: Context, low: number, high: number): number {
  return Math.max(...tickTexts(ticks(low, high, 5)).map((text) => context.measureText(text).width)) + 12;
}

/** Two hairlines that cross at a place, with a small circle that leaves the place itself free. */
export function drawCross(context: Context, box: Box, x: number, y: number, colours: Colours): void {
  for (const [colour, width] of [[colours.PAPER, 3], [colours.INK, 1]] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    hairline(context, [[box.left, y], [x - 7, y]]);
    hairline(context, [[x + 7, y], [box.right, y]]);
    hairline(context, [[x, box.top], [x, y - 7]]);
    hairline(context, [[x, y + 7], [x, box.bottom]]);
    drawRing(context, x, y, 7, colour, width);
  }
}
