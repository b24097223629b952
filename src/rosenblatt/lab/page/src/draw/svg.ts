/** What a canvas shows, as SVG: the part of a canvas' context that the figures draw with, which makes elements. */

import type { Picture } from "./fields.ts";
import { circlePath } from "./markers.ts";

/** The font of all figures. */
export const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';
const SVG = "http://www.w3.org/2000/svg";
const ANCHORS: Readonly<Record<string, string>> = { center: "middle", right: "end" };
/** How far below its place the foot of a text stands. */
const FEET: Readonly<Record<string, string>> = { middle: "0.35em", top: "0.8em" };
/** Cells of a picture beyond its edge, so that its softened colours do not fade there. */
const MARGIN = 2;

export function element(name: string, values: Readonly<Record<string, string | number>>, ...inside: readonly Node[]): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, String(value));
  made.append(...inside);
  return made;
}

const near = (value: number): number => Math.round(value * 100) / 100;
let last = 0;

export class SvgContext {
  fillStyle = "#000";
  strokeStyle = "#000";
  lineWidth = 1;
  lineJoin = "miter";
  textAlign = "left";
  textBaseline = "alphabetic";
  readonly group = element("g", {});
  private path = "";
  private dash: readonly number[] = [];
  private readonly ruler = document.createElement("canvas").getContext("2d");

  beginPath(): void {
    this.path = "";
  }

  moveTo(x: number, y: number): void {
    this.path += `M${near(x)} ${near(y)}`;
  }

  lineTo(x: number, y: number): void {
    this.path += `L${near(x)} ${near(y)}`;
  }

  /** A whole circle. */
  arc(x: number, y: number, radius: number): void {
    this.path += circlePath(radius, x, y);
  }

  roundRect(x: number, y: number, width: number, height: number): void {
    this.path += `M${near(x)} ${near(y)}h${near(width)}v${near(height)}h${near(-width)}Z`;
  }

  setLineDash(dash: readonly number[]): void {
    this.dash = dash;
  }

  stroke(): void {
    this.group.append(element("path", { d: this.path, fill: "none", ...this.line() }));
  }

  fill(): void {
    this.group.append(element("path", { d: this.path, fill: this.fillStyle }));
  }

  /** A filled outline from SVG path data, moved to a place. */
  outline(path: string, x: number, y: number): void {
    this.group.append(element("path", { d: path, transform: `translate(${near(x)} ${near(y)})`, fill: this.fillStyle, ...this.line() }));
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.group.append(element("rect", { x: near(x), y: near(y), width: near(width), height: near(height), fill: this.fillStyle }));
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.group.append(element("rect", { x: near(x), y: near(y), width: near(width), height: near(height), fill: "none", ...this.line() }));
  }

  measureText(text: string): { readonly width: number } {
    if (this.ruler !== null) this.ruler.font = FONT;
    return this.ruler?.measureText(text) ?? { width: 0 };
  }

  fillText(text: string, x: number, y: number): void {
    const [size = "", family = ""] = FONT.split(/ (.*)/);
    const look = { "font-size": size, "font-family": family, "text-anchor": ANCHORS[this.textAlign] ?? "start", dy: FEET[this.textBaseline] ?? "0" };
    this.group.append(element("text", { x: near(x), y: near(y), fill: this.fillStyle, ...look }, document.createTextNode(text)));
  }

  /** A picture as areas of its colours, one outline for each; a filter softens their steps, as the page does. */
  picture(picture: Picture, { x, y, width, height }: { x: number; y: number; width: number; height: number }): void {
    const id = `soft${++last}`;
    const areas = [...areasOf(picture)].map(([fill, d]) => element("path", { d, fill }));
    const clip = element("clipPath", { id: `${id}c` }, element("rect", { width: picture.width, height: picture.height }));
    const soft = element("filter", { id, x: 0, y: 0, width: 1, height: 1 }, element("feGaussianBlur", { stdDeviation: 0.7 }));
    const place = `translate(${near(x)} ${near(y)}) scale(${width / picture.width} ${height / picture.height})`;
    this.group.append(element("g", { transform: place, "clip-path": `url(#${id}c)` }, clip, soft, element("g", { filter: `url(#${id})`, "shape-rendering": "crispEdges" }, ...areas)));
  }

  private line(): Record<string, string | number> {
    const dash: Record<string, string> = this.dash.length > 0 ? { "stroke-dasharray": this.dash.join(" ") } : {};
    return { stroke: this.strokeStyle, "stroke-width": this.lineWidth, "stroke-linejoin": this.lineJoin, ...dash };
  }
}

/** The cells of each colour as path data, run by run; colours that look alike are one. */
function areasOf({ width, height, pixels }: Picture): Map<string, string> {
  const found = new Map<string, string>();
  const colour = (at: number) => `#${[0, 1, 2].map((channel) => Math.min(255, 4 * Math.round((pixels[4 * at + channel] ?? 0) / 4)).toString(16).padStart(2, "0")).join("")}`;
  for (let row = 0; row < height; row += 1) {
    const [top, bottom] = [row === 0 ? -MARGIN : row, row === height - 1 ? height + MARGIN : row + 1];
    for (let from = 0, to = 0; from < width; from = to) {
      const fill = colour(row * width + from);
      while (to < width && colour(row * width + to) === fill) to += 1;
      const [left, right] = [from === 0 ? -MARGIN : from, to === width ? width + MARGIN : to];
      found.set(fill, `${found.get(fill) ?? ""}M${left} ${top}H${right}V${bottom}H${left}Z`);
    }
  }
  return found;
}
