// Files to take away: pictures of the figures, the table with one's own points, and what a server writes.
import { svgOfCanvas } from "./draw/canvas.ts";
import { element } from "./draw/svg.ts";
import type { Segment } from "./engine/segments.ts";
import { chain, holding } from "./engine/segments.ts";
import { pointsOf } from "./engine/samples.ts";
import { settingsOf } from "./python.ts";
import type { Begin, Position } from "./types.ts";
import { ask, packed } from "./wire.ts";

/** Save bytes under a name. */
export function save(name: string, content: BlobPart, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  [link.href, link.download] = [address, name];
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// ---- The table -----------------------------------------------------------------------------------------------------

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The samples in the units of the table, with the target and whether a row is held out. */
export function csvOf(begin: Begin): string {
  const { inputs, task } = begin.meta;
  const header = [...inputs.map((input) => input.name), task.target, "held_out"];
  const rows = pointsOf(begin).map(({ x, target, heldOut }) => [
    ...x.map((value) => String(Number(value.toPrecision(12)))), task.kind === "classes" ? (task.classes[target] ?? "") : String(target), heldOut ? "1" : "0",
  ]);
  return [header, ...rows].map((row) => row.map(cell).join(",")).join("\n") + "\n";
}

// ---- Pictures ----------------------------------------------------------------------------------------------------------

const STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity", "font-size", "font-weight", "font-family", "text-anchor", "dominant-baseline"];

/** A figure as SVG: its drawings with their styles written in, what its canvases show as outlines, and its names. */
export function svgOf(figure: HTMLElement): string {
  const frame = figure.getBoundingClientRect();
  const ground = element("rect", { width: "100%", height: "100%", fill: getComputedStyle(document.documentElement).backgroundColor });
  const parts = [figure, ...figure.querySelectorAll<HTMLElement | SVGElement>("svg, canvas, .axis, figcaption")].flatMap((part) => {
    const place = part.getBoundingClientRect();
    const [x, y, width, height] = [place.x - frame.x, place.y - frame.y, place.width, place.height];
    if (part instanceof HTMLCanvasElement) {
      const drawn = svgOfCanvas(part);
      return drawn === null ? [] : [element("svg", { x, y, width, height, viewBox: `0 0 ${drawn.width} ${drawn.height}` }, drawn.group)];
    }
    if (part instanceof SVGElement) return [placed(styled(part), { x, y, width, height })];
    return part === figure ? [] : [named(part, x + width / 2, y + height / 2)];
  });
  const whole = element("svg", { width: frame.width, height: frame.height, viewBox: `0 0 ${frame.width} ${frame.height}` }, ground, ...parts);
  return new XMLSerializer().serializeToString(whole);
}

function placed(made: SVGElement, values: Readonly<Record<string, number>>): SVGElement {
  for (const [name, value] of Object.entries(values)) made.setAttribute(name, String(value));
  return made;
}

/** The name of an axis, or what is said above a drawing. */
function named(part: HTMLElement, x: number, y: number): SVGElement {
  const { fontSize, fontFamily, color } = getComputedStyle(part);
  const turned: Record<string, string> = part.classList.contains("along") ? { transform: `rotate(-90 ${x} ${y})` } : {};
  return element("text", { x, y, fill: color, "font-size": fontSize, "font-family": fontFamily, "text-anchor": "middle", dy: "0.35em", ...turned }, document.createTextNode(part.textContent ?? ""));
}

function styled(drawing: SVGElement): SVGElement {
  const copy = drawing.cloneNode(true) as SVGElement;
  const [from, to] = [drawing.querySelectorAll("*"), copy.querySelectorAll("*")];
  from.forEach((node, at) => {
    const computed = getComputedStyle(node);
    for (const name of STYLES) to[at]?.setAttribute(name, computed.getPropertyValue(name));
    to[at]?.removeAttribute("class");
  });
  return copy;
}

/** A figure as PNG, twice its size on the screen. */
export async function pngOf(figure: HTMLElement): Promise<Blob> {
  const { width, height } = figure.getBoundingClientRect();
  const image = new Image();
  const address = URL.createObjectURL(new Blob([svgOf(figure)], { type: "image/svg+xml" }));
  await new Promise((done, refused) => {
    [image.onload, image.onerror] = [done, () => refused(new Error("the picture could not be drawn"))];
    image.src = address;
  });
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((done, refused) => canvas.toBlob((blob) => (blob === null ? refused(new Error("the picture could not be written")) : done(blob)), "image/png"));
}

// ---- What a server writes -----------------------------------------------------------------------------------------------

type Arrays = Readonly<Record<string, { readonly values: Float64Array; readonly shape: readonly number[] }>>;

/** What a request about the shown course says: settings, points, and the network as it is now. */
export function requestOf(
  table: Begin, tip: Segment, at: Position, parameters: Float64Array, open: string, more: Readonly<Record<string, unknown>> = {}, others: Arrays = {},
): Uint8Array {
  const setup = { ...(chain(tip)[0] as Segment).setup, hidden: holding(tip, at).setup.hidden };
  const points = setup.points?.map(({ x, target, heldOut }) => [...x, target, Number(heldOut)]);
  const values = { table: table.meta.table, settings: jsonOf(settingsOf(table, setup)), open: open.replace(/^#/, ""), ...(points === undefined ? {} : { points }), ...more };
  return packed(values, { parameters: { values: parameters, shape: [parameters.length] }, ...others });
}

/** JSON has no infinite number: it is the text "inf". */
const jsonOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_, each) => (each === Infinity ? "inf" : each)));

/** Ask the server to write a file. */
export async function written(what: "python" | "model" | "onnx" | "html", request: Uint8Array): Promise<ArrayBuffer> {
  return (await ask(`api/take/${what}`, request)).arrayBuffer();
}
