/** Canvas 2D at the screen's own resolution, and scales between values and places on it. */

import type { Picture } from "./fields.ts";

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

/** Size a canvas in CSS pixels, clear it, and return its context in CSS pixels. */
export function sheet(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
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
  return context;
}

const stamps = new WeakMap<Picture, HTMLCanvasElement>();

/** Draw a picture into a rectangle; small pictures are smoothed, so that a boundary is a line and no stairs. */
export function drawPicture(
  context: CanvasRenderingContext2D,
  picture: Picture,
  box: { x: number; y: number; width: number; height: number },
): void {
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
export function hairline(context: CanvasRenderingContext2D, points: [number, number][]): void {
  context.beginPath();
  points.forEach(([x, y], at) => {
    const [wide, high] = [Math.round(x) + 0.5, Math.round(y) + 0.5];
    if (at === 0) context.moveTo(wide, high);
    else context.lineTo(wide, high);
  });
  context.stroke();
}
