/** Where neurons and edges of a drawn network lie, left to right in the way of the data. */

import { fanIn, fanOut, layers, weightAt } from "../../shape.ts";
import type { Shape } from "../../types.ts";

/** A neuron; layer -1 are the inputs, layer 0 the first after them. */
export interface Node {
  readonly layer: number;
  readonly neuron: number;
  readonly x: number;
  readonly y: number;
}

/** A weight as a curve from one neuron to another; `index` is its place in the parameters. */
export interface Edge {
  readonly layer: number;
  readonly from: number;
  readonly to: number;
  readonly index: number;
  readonly curve: readonly [number, number, number, number];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** The side of a neuron's square. */
  readonly size: number;
  readonly columns: readonly number[];
  readonly nodes: readonly (readonly Node[])[];
  readonly edges: readonly Edge[];
}

const COLUMN = 118;
const LEAST_NAME = 56;
/** Letters of a name beside the network at most, and their width. */
export const MOST_LETTERS = 16;
const LETTER = 6.6;
const LARGEST = 46;
const TALLEST = 560;
const MARGIN = 14;

/** Lay out a network in so much room; the longest names beside it have so many letters. */
export function layOut(shape: Shape, room: number, letters: readonly [inputs: number, outputs: number]): Layout {
  const most = Math.max(...shape.sizes);
  const pitch = Math.max(7.5, Math.min(LARGEST + 12, TALLEST / most));
  const size = Math.min(LARGEST, pitch > 20 ? pitch - 8 : pitch - 1.5);
  const height = Math.max(3.2 * (LARGEST + 12), most * pitch) + 2 * MARGIN;
  const steps = shape.sizes.length - 1;
  const [left, right] = letters.map((n) => Math.max(LEAST_NAME, Math.min(MOST_LETTERS, n) * LETTER + 14));
  const width = Math.max(room, (left ?? 0) + (right ?? 0) + steps * COLUMN + size);
  const [first, last] = [(left ?? 0) + size / 2, width - (right ?? 0) - size / 2];
  const columns = shape.sizes.map((_, at) => first + ((last - first) * at) / steps);
  const nodes = shape.sizes.map((n, at) =>
    Array.from({ length: n }, (_, neuron) => {
      const y = height / 2 + (neuron - (n - 1) / 2) * pitch;
      return { layer: at - 1, neuron, x: columns[at] ?? 0, y };
    }),
  );
  return { width, height, size, columns, nodes, edges: edgesOf(shape, nodes, size) };
}

function edgesOf(shape: Shape, nodes: readonly (readonly Node[])[], size: number): Edge[] {
  const found: Edge[] = [];
  for (const layer of layers(shape)) {
    for (let from = 0; from < fanIn(shape, layer); from += 1) {
      for (let to = 0; to < fanOut(shape, layer); to += 1) {
        const [start, end] = [nodes[layer]?.[from], nodes[layer + 1]?.[to]];
        if (!start || !end) continue;
        const curve = [start.x + size / 2, start.y, end.x - size / 2, end.y] as const;
        found.push({ layer, from, to, index: weightAt(shape, layer, from, to), curve });
      }
    }
  }
  return found;
}

/** An edge as SVG path data. */
export function edgePath({ curve: [x, y, endX, endY] }: Edge): string {
  const bend = (endX - x) * 0.45;
  const tenth = (value: number) => Math.round(value * 10) / 10;
  return `M${tenth(x)},${tenth(y)}C${tenth(x + bend)},${tenth(y)} ${tenth(endX - bend)},${tenth(endY)} ${tenth(endX)},${tenth(endY)}`;
}

/** The place on an edge at a share from 0 to 1 of its way. */
export function along({ curve: [x, y, endX, endY] }: Edge, share: number): [number, number] {
  const bend = (endX - x) * 0.45;
  const left = 1 - share;
  const [a, b, c, d] = [left * left * left, 3 * left * left * share, 3 * left * share * share, share * share * share];
  return [a * x + b * (x + bend) + c * (endX - bend) + d * endX, (a + b) * y + (c + d) * endY];
}

/** The edge nearest to a place, within so many pixels; null if there is none. */
export function nearestEdge(layout: Layout, x: number, y: number, within: number): Edge | null {
  let [best, closest]: [Edge | null, number] = [null, within * within];
  for (const edge of layout.edges) {
    if (x < edge.curve[0] - within || x > edge.curve[2] + within) continue;
    for (let part = 0; part <= 24; part += 1) {
      const [right, down] = along(edge, part / 24);
      const distance = (right - x) * (right - x) + (down - y) * (down - y);
      if (distance < closest) [best, closest] = [edge, distance];
    }
  }
  return best;
}

/** Where the mark of a neuron's bias stands: at its lower left corner. */
export function biasPlace(layout: Layout, node: Node): [number, number] {
  return [node.x - layout.size / 2, node.y + layout.size / 2];
}
