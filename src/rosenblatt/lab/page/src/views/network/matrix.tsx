/** The weights of one layer as a matrix of squares: the area is the size, filled positive, hollow negative. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Context, sheet } from "../../draw/canvas.ts";
import { useWidth } from "../../draw/width.ts";
import type { Colours } from "../../palette.ts";
import { biasAt, fanIn, fanOut, layerName, layers, weightAt } from "../../shape.ts";
import type { Selection } from "../../types.ts";
import { HiddenHead } from "./heads.tsx";
import { nameOf } from "./names.ts";
import type { NetworkProps } from "./props.ts";
import { act, isHidden } from "./verbs.ts";

const LARGEST = 22;
const GAP = 6;

/** One matrix for each layer, sources in rows, neurons in columns, the biases as a last row set apart. */
export function Matrices(props: NetworkProps) {
  return (
    <div class="matrices">
      {layers(props.shape).map((layer) => (
        <Matrix {...props} key={layer} layer={layer} />
      ))}
    </div>
  );
}

/** How a layer lies in its matrix: the longer side across, the biases set apart as a last row or column. */
interface Grid {
  readonly layer: number;
  readonly nFrom: number;
  readonly nTo: number;
  /** Whether sources lie across and neurons down. */
  readonly turned: boolean;
  readonly cell: number;
}

function gridOf({ shape, layer }: NetworkProps & { layer: number }, room: number): Grid {
  const [nFrom, nTo] = [fanIn(shape, layer), fanOut(shape, layer)];
  const turned = nFrom > nTo;
  const across = turned ? nFrom + 1 : nTo;
  return { layer, nFrom, nTo, turned, cell: Math.max(3, Math.min(LARGEST, (room - GAP - 2) / across)) };
}

/** Where the cell of a source (the last one: the bias) and a neuron begins. */
function cornerOf({ nFrom, turned, cell }: Grid, from: number, to: number): [number, number] {
  const along = from * cell + (from === nFrom ? GAP : 0);
  return turned ? [along + 1, to * cell + 1] : [to * cell + 1, along + 1];
}

function Matrix(props: NetworkProps & { layer: number }) {
  const { shape, layer, selection, verbs } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useWidth(frame, setRoom);
  const grid = gridOf(props, room);
  useLayoutEffect(() => {
    if (canvas.current && room > 0) draw(canvas.current, grid, props);
  });
  const press = (event: PointerEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const found = cellAt(grid, event.clientX - box.left, event.clientY - box.top);
    if (found) verbs.select(found);
  };
  return (
    <figure class="matrix" ref={frame}>
      {isHidden(shape, layer) && <HiddenHead {...props} />}
      <figcaption>
        {layerName(shape, layer)}: {grid.nFrom} × {grid.nTo}, {shape.activations[layer]}; {grid.turned ? "a column for each source, a row for each neuron" : "a row for each source, a column for each neuron"}, biases apart
      </figcaption>
      <canvas
        ref={canvas}
        role="application"
        aria-roledescription="matrix of weights"
        aria-label={`${layerName(shape, layer)}. ${nameOf(shape, selection, props.inputs, props.parameters)}`}
        tabIndex={0}
        onPointerDown={press}
        onKeyDown={(event) => walk(event, grid, props)}
      />
    </figure>
  );
}

function selectionAt({ layer, nFrom }: Grid, from: number, to: number): Selection {
  return from >= nFrom ? { kind: "bias", layer, neuron: to } : { kind: "weight", layer, from, to };
}

/** The cell at a place of the drawing. */
function cellAt(grid: Grid, x: number, y: number): Selection | null {
  const { nFrom, nTo, turned, cell } = grid;
  const [along, other] = turned ? [x, y] : [y, x];
  const from = along > nFrom * cell + 1 ? nFrom : Math.floor((along - 1) / cell);
  const to = Math.floor((other - 1) / cell);
  return from >= 0 && to >= 0 && to < nTo && along <= (nFrom + 1) * cell + GAP + 1 ? selectionAt(grid, from, to) : null;
}

const STEPS: Record<string, readonly [right: number, down: number]> = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** Arrows walk the cells of the matrix; the other keys are those of the network. */
function walk(event: KeyboardEvent, grid: Grid, props: NetworkProps): void {
  const by = STEPS[event.key];
  if (!by) {
    act(event, props.shape, props.selection, props.verbs, props.type);
    return;
  }
  const [right, down] = by;
  const here = cellOf(grid, props.selection);
  const clamp = (value: number, last: number) => Math.min(last, Math.max(0, value));
  const from = here ? clamp(here[0] + (grid.turned ? right : down), grid.nFrom) : 0;
  const to = here ? clamp(here[1] + (grid.turned ? down : right), grid.nTo - 1) : 0;
  props.verbs.select(selectionAt(grid, from, to));
  event.preventDefault();
  event.stopPropagation();
}

/** Source and neuron of the selected cell, if it is of this layer. */
function cellOf({ layer, nFrom }: Grid, selection: Selection): [number, number] | null {
  if (selection.kind === "weight" && selection.layer === layer) return [selection.from, selection.to];
  return selection.kind === "bias" && selection.layer === layer ? [nFrom, selection.neuron] : null;
}

function draw(canvas: HTMLCanvasElement, grid: Grid, props: NetworkProps): void {
  const { nFrom, nTo, turned, cell } = grid;
  const [along, other] = [(nFrom + 1) * cell + GAP + 2, nTo * cell + 2];
  const [width, height] = turned ? [along, other] : [other, along];
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  sheet(canvas, width, height, (context) => paint(context, grid, props));
}

function paint(context: Context, grid: Grid, { shape, parameters, widest, colours, selection }: NetworkProps): void {
  const { layer, nFrom, nTo, cell } = grid;
  for (let from = 0; from <= nFrom; from += 1) {
    for (let to = 0; to < nTo; to += 1) {
      const index = from < nFrom ? weightAt(shape, layer, from, to) : biasAt(shape, layer, to);
      const [x, y] = cornerOf(grid, from, to);
      context.fillStyle = colours.GROUND;
      if (cell > 8) context.fillRect(x + 0.5, y + 0.5, cell - 1, cell - 1);
      square(context, x, y, cell, parameters[index] ?? 0, widest, colours);
    }
  }
  const chosen = cellOf(grid, selection);
  if (!chosen) return;
  const [x, y] = cornerOf(grid, ...chosen);
  context.strokeStyle = colours.INK;
  context.lineWidth = 2;
  context.strokeRect(x, y, cell, cell);
}

function square(context: Context, x: number, y: number, cell: number, value: number, widest: number, colours: Colours): void {
  const side = Math.sqrt(widest > 0 ? Math.min(1, Math.abs(value) / widest) : 0) * (cell - (cell > 8 ? 2 : 0));
  const [left, top] = [x + (cell - side) / 2, y + (cell - side) / 2];
  if (value >= 0 || cell <= 6) {
    context.fillStyle = value >= 0 ? colours.POSITIVE : colours.NEGATIVE;
    context.fillRect(left, top, side, side);
    return;
  }
  context.strokeStyle = colours.NEGATIVE;
  context.lineWidth = Math.min(1.6, side);
  context.strokeRect(left + 0.8, top + 0.8, Math.max(0, side - 1.6), Math.max(0, side - 1.6));
}
