/** Canvas 2D at the screen's own resolution, and scales between values and places on it. */

import type { Picture } from "./fields.ts";
import { FONT, SvgContext } from "./svg.ts";

/** What figures draw on: a canvas, or elements of SVG. */
export type Context = CanvasRenderingContext2D | SvgContext;

interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly draw: (context: Context) => unknown;
}

/** What each canvas shows, to be drawn again as SVG. */
const figures = new WeakMap<HTMLCanvasElement, Drawn>();

/** A linear map between values and pixels. */
export interface Scale {
  low: number;
  high: number;
  from: number;
  to: number;
}

export function place(scale: Scale, value: number): number {
  return scale.from + ((value - scale.low) / (scale.high - scale.low)) * (scale.to - scale.from);
}

export function valueAt(scale: Scale, pixel: number): number {
  return scale.low + ((pixel - scale.from) / (scale.to - scale.from)) * (scale.high - scale.low);
}

/** Limits a little wider than the values; around a single value one unit of it. */
export function padded(low: number, high: number, part: number): [number, number] {
  const room = (high - low) * part || Math.abs(low) * 0.1 || 1;
  return [low - room, high + room];
}

/** Size a canvas in CSS pixels, clear it, and draw on it in CSS pixels at the screen's own resolution. */
export function sheet<T>(canvas: HTMLCanvasElement, width: number, height: number, draw: (context: Context) => T): T {
  const ratio = globalThis.devicePixelRatio || 1;
  const wide = Math.round(width * ratio);
  const high = Math.round(height * ratio);
  const fresh = canvas.width !== wide || canvas.height !== high || !figures.has(canvas);
  if (fresh) [canvas.width, canvas.height] = [wide, high];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no Canvas 2D context.");
  // A font is looked up in the styles of the page: once for each canvas and size.
  if (fresh) context.font = FONT;
  context.setTransform(wide / width, 0, 0, high / height, 0, 0);
  context.clearRect(0, 0, width, height);
  figures.set(canvas, { width, height, draw });
  return draw(context);
}

/** What a canvas shows as elements of SVG, and its size; null if nothing was drawn on it. */
export function svgOfCanvas(canvas: HTMLCanvasElement): (Drawn & { readonly group: SVGElement }) | null {
  const drawn = figures.get(canvas);
  if (drawn === undefined) return null;
  const context = new SvgContext();
  drawn.draw(context);
  return { ...drawn, group: context.group };
}

const paths = new Map<string, Path2D>();

/** Fill and stroke an outline from SVG path data, moved to a place. */
export function outline(context: Context, path: string, x: number, y: number): void {
  if (context instanceof SvgContext) return context.outline(path, x, y);
  const shape = paths.get(path) ?? new Path2D(path);
  paths.set(path, shape);
  context.translate(x, y);
  context.fill(shape);
  context.stroke(shape);
  context.translate(-x, -y);
}

/** A small canvas for pictures of each size, and the picture that it holds. */
const stamps = new Map<string, { readonly canvas: HTMLCanvasElement; readonly context: CanvasRenderingContext2D | null; holds: Picture | null }>();

function stampOf(picture: Picture): HTMLCanvasElement {
  const size = `${picture.width} ${picture.height}`;
  let stamp = stamps.get(size);
  if (!stamp) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.width, picture.height];
    stamp = { canvas, context: canvas.getContext("2d"), holds: null };
    stamps.set(size, stamp);
  }
  if (stamp.holds !== picture) {
    stamp.context?.putImageData(new ImageData(picture.pixels as Uint8ClampedArray<ArrayBuffer>, picture.width, picture.height), 0, 0);
    stamp.holds = picture;
  }
  return stamp.canvas;
}

/** Draw a picture into a rectangle; small pictures are smoothed, so that a boundary is a line and no stairs. */
export function drawPicture(
  context: Context,
  picture: Picture,
  box: { x: number; y: number; width: number; height: number },
): void {
  if (context instanceof SvgContext) return context.picture(picture, box);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(stampOf(picture), box.x, box.y, box.width, box.height);
}

/** A line from place to place on whole pixels, so that hairlines stay sharp. */
export function hairline(context: Context, points: [number, number][]): void {
  context.beginPath();
  points.forEach(([x, y], at) => {
    const [wide, high] = [Math.round(x) + 0.5, Math.round(y) + 0.5];
    if (at === 0) context.moveTo(wide, high);
    else context.lineTo(wide, high);
  });
  context.stroke();
}
