/** Canvas 2D at the screen's own resolution, and scales between values and places on it. */

import type { Picture } from "./fields.ts";
import { SvgContext } from "./svg.ts";

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
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no Canvas 2D context.");
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

/** Fill and stroke an outline from SVG path data. */
export function outline(context: Context, path: string): void {
  if (context instanceof SvgContext) return context.outline(path);
  const shape = new Path2D(path);
  context.fill(shape);
  context.stroke(shape);
}

const stamps = new WeakMap<Picture, HTMLCanvasElement>();

/** Draw a picture into a rectangle; small pictures are smoothed, so that a boundary is a line and no stairs. */
export function drawPicture(
  context: Context,
  picture: Picture,
  box: { x: number; y: number; width: number; height: number },
): void {
  if (context instanceof SvgContext) return context.picture(picture, box);
  let stamp = stamps.get(picture);
  if (!stamp) {
    stamp = document.createElement("canvas");
    stamp.width = picture.width;
    stamp.height = picture.height;
    const pixels = new Uint8ClampedArray(picture.pixels);
    stamp.getContext("2d")?.putImageData(new ImageData(pixels, picture.width, picture.height), 0, 0);
    stamps.set(picture, stamp);
  }
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(stamp, box.x, box.y, box.width, box.height);
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
