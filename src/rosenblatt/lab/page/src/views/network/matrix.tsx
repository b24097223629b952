/** The weights of one layer as a matrix of squares: the area is the size, filled positive, hollow negative. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { sheet } from "../../draw/canvas.ts";
import { useWidth } from "../../draw/width.ts";
import type { Colours } from "../../palette.ts";
import { biasAt, fanIn, fanOut, layerName, layers, weightAt } from "../../shape.ts";
import type { Selection } from "../../types.ts";
import { told } from "./names.ts";
import type { NetworkProps } from "./props.ts";
import { act } from "./verbs.ts";

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

function Matrix(props: NetworkProps & { layer: number }) {
  const { shape, layer, selection, verbs } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useWidth(frame, setRoom);
  const columns = fanOut(shape, layer);
  const cell = Math.max(3, Math.min(LARGEST, room / columns));
  useLayoutEffect(() => {
    if (canvas.current && room > 0) draw(canvas.current, cell, props);
  });
  const hover = (event: PointerEvent) => {
    const frame = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const to = Math.floor((event.clientX - frame.left) / cell);
    const row = Math.floor((event.clientY - frame.top - (event.clientY - frame.top > fanIn(shape, layer) * cell ? GAP : 0)) / cell);
    if (to >= 0 && to < columns && row >= 0) verbs.select(selectionAt(layer, row, to, fanIn(shape, layer)));
  };
  return (
    <figure class="matrix" ref={frame}>
      <figcaption>
        {layerName(shape, layer)}: {fanIn(shape, layer)} × {columns}, {shape.activations[layer]}
      </figcaption>
      <canvas
        ref={canvas}
        role="application"
        aria-roledescription="matrix of weights"
        aria-label={`${layerName(shape, layer)}. ${told(shape, selection, props.inputs, props.parameters)}`}
        tabIndex={0}
        onPointerDown={hover}
        onKeyDown={(event) => walk(event, props)}
      />
    </figure>
  );
}

function selectionAt(layer: number, row: number, to: number, last: number): Selection {
  return row >= last ? { kind: "bias", layer, neuron: to } : { kind: "weight", layer, from: row, to };
}

/** Arrows walk the cells of the matrix; the other keys are those of the network. */
function walk(event: KeyboardEvent, props: NetworkProps & { layer: number }): void {
  const { shape, layer, verbs } = props;
  const [row, to] = cellOf(props) ?? [-1, -1];
  const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  if (!by) {
    act(event, shape, props.selection, verbs, props.type);
    return;
  }
  const clamp = (value: number, last: number) => Math.min(last, Math.max(0, value));
  const next = row < 0 ? [0, 0] : [clamp(row + (by[0] ?? 0), fanIn(shape, layer)), clamp(to + (by[1] ?? 0), fanOut(shape, layer) - 1)];
  verbs.select(selectionAt(layer, next[0] ?? 0, next[1] ?? 0, fanIn(shape, layer)));
  event.preventDefault();
  event.stopPropagation();
}

/** Row and column of the selected cell, if it is of this layer. */
function cellOf({ shape, layer, selection }: NetworkProps & { layer: number }): [number, number] | null {
  if (selection.kind === "weight" && selection.layer === layer) return [selection.from, selection.to];
  return selection.kind === "bias" && selection.layer === layer ? [fanIn(shape, layer), selection.neuron] : null;
}

function draw(canvas: HTMLCanvasElement, cell: number, props: NetworkProps & { layer: number }): void {
  const { shape, layer, parameters, widest, colours } = props;
  const [rows, columns] = [fanIn(shape, layer), fanOut(shape, layer)];
  const [width, height] = [columns * cell + 2, (rows + 1) * cell + GAP + 2];
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = sheet(canvas, width, height);
  context.fillStyle = colours.GROUND;
  context.fillRect(0, 0, columns * cell, rows * cell);
  context.fillRect(0, rows * cell + GAP, columns * cell, cell);
  for (let row = 0; row <= rows; row += 1) {
    for (let to = 0; to < columns; to += 1) {
      const index = row < rows ? weightAt(shape, layer, row, to) : biasAt(shape, layer, to);
      square(context, to * cell, row * cell + (row < rows ? 0 : GAP), cell, parameters[index] ?? 0, widest, colours);
    }
  }
  const chosen = cellOf(props);
  if (!chosen) return;
  context.strokeStyle = colours.INK;
  context.lineWidth = 2;
  context.strokeRect(chosen[1] * cell, chosen[0] * cell + (chosen[0] < rows ? 0 : GAP), cell, cell);
}

function square(context: CanvasRenderingContext2D, x: number, y: number, cell: number, value: number, widest: number, colours: Colours): void {
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
