/** Mouse, pen and finger on a drawn network: a press selects, a drag on an edge or a bias changes its value. */

import { parameterAt } from "../../shape.ts";
import type { Selection } from "../../types.ts";
import { biasPlace, type Layout, nearestEdge, type Node } from "./layout.ts";
import type { NetworkProps } from "./props.ts";

interface Held {
  readonly index: number;
  readonly from: number;
  readonly value: number;
  moving: boolean;
}

const SLACK = 4;
/** So many pixels upwards change a parameter by the widest one. */
const PIXELS = 120;

let held: Held | null = null;

export function pointerVerbs(props: NetworkProps & { layout: Layout }) {
  const down = (event: PointerEvent) => {
    const target = event.currentTarget as HTMLElement;
    const frame = target.getBoundingClientRect();
    const selection = hit(props.layout, event.clientX - frame.left, event.clientY - frame.top, event.pointerType !== "mouse");
    if (event.button !== 0) return;
    props.verbs.select(selection);
    const index = parameterAt(props.shape, selection);
    if (index === null || !props.editable || event.pointerType === "touch") return;
    held = { index, from: event.clientY, value: props.parameters[index] ?? 0, moving: false };
    target.setPointerCapture(event.pointerId);
  };
  const drag = (event: PointerEvent, done: boolean) => {
    const { current } = { current: held };
    if (!current) return;
    const up = current.from - event.clientY;
    current.moving ||= Math.abs(up) > SLACK;
    const step = Math.max(0.5, props.widest) / PIXELS;
    if (current.moving) props.verbs.set(current.index, current.value + up * step, done);
    if (done) held = null;
  };
  return { down, move: (event: PointerEvent) => drag(event, false), up: (event: PointerEvent) => drag(event, true) };
}

/** What lies at a place of the drawing. */
function hit(layout: Layout, x: number, y: number, coarse: boolean): Selection {
  const slack = coarse ? 8 : 2;
  for (const node of layout.nodes.flat()) {
    const [biasX, biasY] = biasPlace(layout, node);
    if (node.layer >= 0 && Math.abs(x - biasX) <= 5 + slack && Math.abs(y - biasY) <= 5 + slack) {
      return { kind: "bias", layer: node.layer, neuron: node.neuron };
    }
    if (isAt(layout, node, x, y)) return { kind: "neuron", layer: node.layer, neuron: node.neuron };
  }
  const edge = nearestEdge(layout, x, y, coarse ? 16 : 7);
  return edge ? { kind: "weight", layer: edge.layer, from: edge.from, to: edge.to } : { kind: "nothing" };
}

function isAt(layout: Layout, node: Node, x: number, y: number): boolean {
  const half = layout.size / 2 + 1;
  return Math.abs(x - node.x) <= half && Math.abs(y - node.y) <= half;
}
