// The curve of the loss: what the timeline draws.
import { chain, type Segment } from "../engine/segments.ts";
import { LOSS } from "../engine/history.ts";
import type { Colours } from "../palette.ts";
import type { Mark, Position } from "../types.ts";
import { type Context, hairline, place, type Scale, sheet } from "./canvas.ts";
import { logTicks, ticks, tickTexts } from "./ticks.ts";

export type Axis = "linear" | "log";

export interface Line {
  readonly tip: Segment;
  readonly end: Position;
  readonly letter: string;
  readonly style: "shown" | "beside" | "former";
}

export interface CurveProps {
  readonly lines: readonly Line[];
  readonly marks: readonly Mark[];
  /** Places at which a run was recorded. */
  readonly snapshots: readonly number[];
  /** Where the moment that is shown lies across, in epochs. */
  readonly at: number;
  readonly exact: boolean;
  readonly axis: Axis;
  readonly colours: Colours;
}

/** Where epochs lie across, so that a place can be turned back into an epoch. */
export interface Across {
  readonly scale: Scale;
  readonly axis: Axis;
}

const LEFT = 56;
const RIGHT = 16;
const TOP = 22;
const BOTTOM = 24;

const outward = (axis: Axis, epoch: number): number => (axis === "log" ? Math.log10(Math.max(epoch, 1)) : epoch);

export function pixelOf({ scale, axis }: Across, epoch: number): number {
  return place(scale, outward(axis, epoch));
}

export function epochOf(where: Across, pixel: number): number {
  return Math.round(placeOf(where, pixel));
}

export function placeOf({ scale, axis }: Across, pixel: number): number {
  const value = scale.low + ((pixel - scale.from) / (scale.to - scale.from)) * (scale.high - scale.low);
  return Math.max(0, axis === "log" ? (value <= 0 ? 0 : 10 ** value) : value);
}

export function across(lines: readonly Line[], axis: Axis, width: number): Across {
  // A training in the page grows, a run does not.
  const least = lines.some((line) => chain(line.tip)[0]?.recorded) ? 1 : 10;
  const last = Math.max(least, ...lines.map((line) => line.end.epoch));
  return { scale: { low: 0, high: outward(axis, last), from: LEFT, to: width - RIGHT }, axis };
}

/** Places (pixel, loss) of a line: of each pixel the first, smallest and largest value of up to eight rows. */
export function traced(line: Line, where: Across, column = LOSS): [number, number][] {
  const found: [number, number][] = [];
  const all = chain(line.tip);
  all.forEach((segment, index) => {
    const last = all[index + 1]?.start.at.epoch ?? line.end.epoch;
    const { rows } = segment;
    let at = rows.before(segment.from) + 1;
    while (at < rows.length && rows.epoch(at) <= last) {
      const pixel = Math.floor(pixelOf(where, rows.epoch(at)));
      const next = Math.max(at, Math.min(rows.before(Math.min(epochOf(where, pixel + 1), last)), rows.length - 1));
      pixels(found, segment, where, at, next, column);
      at = next + 1;
    }
  });
  return found;
}

function pixels(found: [number, number][], { rows }: Segment, where: Across, from: number, to: number, column: number): void {
  if (to - from < 3) {
    for (let at = from; at <= to; at++) add(found, pixelOf(where, rows.epoch(at)), rows.value(at, column));
    return;
  }
  const stride = Math.max(1, Math.floor((to - from) / 8));
  let [low, high] = [Infinity, -Infinity];
  for (let at = from; at <= to; at += stride) {
    const value = rows.value(at, column);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const pixel = pixelOf(where, rows.epoch(from));
  add(found, pixel, rows.value(from, column));
  add(found, pixel, high);
  add(found, pixel, low);
  add(found, pixelOf(where, rows.epoch(to)), rows.value(to, column));
}

function add(found: [number, number][], pixel: number, value: number): void {
  if (Number.isFinite(value)) found.push([pixel, value]);
}

/** Draw everything, and return where epochs lie. */
export function drawCurve(canvas: HTMLCanvasElement, width: number, height: number, props: CurveProps): Across {
  return sheet(canvas, width, height, (context) => draw(context, width, height, props));
}

function draw(context: Context, width: number, height: number, props: CurveProps): Across {
  const where = across(props.lines, props.axis, width);
  const traces = props.lines.map((line) => traced(line, where));
  const held = props.lines.filter((line) => line.style === "shown").map((line) => traced(line, where, 6));
  const values = [...traces, ...held].flatMap((trace) => trace.map(([, value]) => value));
  const top = values.length === 0 ? 1 : values.reduce((most, each) => Math.max(most, each));
  const up: Scale = { low: 0, high: top * 1.05 || 1, from: height - BOTTOM, to: TOP };
  grid(context, where, up, width, props.colours);
  context.strokeStyle = props.colours.MUTED;
  for (const x of new Set(props.snapshots.map((epoch) => Math.round(pixelOf(where, epoch))))) hairline(context, [[x, up.from], [x, up.from + 4]]);
  marks(context, props.marks, where, height, props.colours);
  props.lines.forEach((line, index) => stroke(context, traces[index] as [number, number][], up, style(line, props.colours)));
  for (const trace of held) stroke(context, trace, up, { colour: props.colours.VALIDATION, dash: [6, 3], width: 1.8 });
  cursor(context, props, where, up, traces[0] ?? []);
  return where;
}

interface Style {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly width: number;
}

function style(line: Line, colours: Colours): Style {
  if (line.style === "former") return { colour: colours.RULE, dash: [], width: 1.2 };
  return { colour: colours.INK, dash: line.style === "beside" ? [5, 4] : [], width: line.style === "beside" ? 1.6 : 2 };
}

function stroke(context: Context, trace: readonly [number, number][], up: Scale, { colour, dash, width }: Style): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.setLineDash([...dash]);
  context.beginPath();
  trace.forEach(([x, value], at) => (at === 0 ? context.moveTo(x, place(up, value)) : context.lineTo(x, place(up, value))));
  context.stroke();
  context.setLineDash([]);
}

function grid(context: Context, { scale, axis }: Across, up: Scale, width: number, colours: Colours): void {
  const losses = ticks(up.low, up.high, 3);
  const texts = tickTexts(losses);
  context.strokeStyle = colours.FAINT;
  context.lineWidth = 1;
  context.fillStyle = colours.MUTED;
  context.textBaseline = "middle";
  context.textAlign = "right";
  losses.forEach((value, at) => {
    const y = place(up, value);
    hairline(context, [[scale.from, y], [width - RIGHT, y]]);
    context.fillText(texts[at] ?? "", scale.from - 8, y);
  });
  const most = Math.max(3, Math.floor((scale.to - scale.from) / 90));
  const epochs = axis === "log" ? logTicks(1, 10 ** scale.high, most) : ticks(0, scale.high, most, true);
  const names = tickTexts(epochs);
  context.textBaseline = "top";
  context.textAlign = "center";
  epochs.forEach((epoch, at) => context.fillText(names[at] ?? "", pixelOf({ scale, axis }, epoch), up.from + 7));
}

/** Changes as upright lines; their names stand where there is room. */
function marks(context: Context, all: readonly Mark[], where: Across, height: number, colours: Colours): void {
  let free = 0;
  context.textBaseline = "top";
  context.textAlign = "left";
  for (const mark of all) {
    const x = pixelOf(where, mark.at.epoch);
    context.strokeStyle = colours.RULE;
    context.setLineDash([2, 2]);
    hairline(context, [[x, 4], [x, height - BOTTOM]]);
    context.setLineDash([]);
    const wide = context.measureText(mark.text).width;
    const left = Math.min(x + 4, where.scale.to - wide);
    if (left < free) continue;
    context.fillStyle = colours.MUTED;
    context.fillText(mark.text, left, 3);
    free = left + wide + 8;
  }
}

function cursor(context: Context, props: CurveProps, where: Across, up: Scale, trace: readonly [number, number][]): void {
  const x = pixelOf(where, props.at);
  const { colours } = props;
  context.strokeStyle = colours.INK;
  context.lineWidth = 1.5;
  context.setLineDash(props.exact ? [] : [3, 3]);
  context.beginPath();
  context.moveTo(x, TOP - 6);
  context.lineTo(x, up.from);
  context.stroke();
  context.setLineDash([]);
  const found = props.at < 1 ? undefined : trace.findLast(([pixel]) => pixel <= x + 0.5);
  context.fillStyle = colours.INK;
  context.beginPath();
  context.roundRect(x - 5, up.from - 7, 10, 14, 3);
  context.fill();
  if (found === undefined) return;
  context.strokeStyle = colours.PAPER;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, place(up, found[1]), 4.5, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}
