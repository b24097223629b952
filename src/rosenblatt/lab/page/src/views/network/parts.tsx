/** The marks of a drawn network: edges, signs, fields of the neurons, and the neurons themselves. */

import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { drawPicture, sheet } from "../../draw/canvas.ts";
import { brief, signed } from "../../draw/words.ts";
import { biasAt, neuronName, sourceName } from "../../shape.ts";
import type { Selection } from "../../types.ts";
import { along, biasPlace, type Edge, edgePath, type Layout, MOST_LETTERS, type Node } from "./layout.ts";
import type { NetworkProps } from "./props.ts";

type Props = NetworkProps & { layout: Layout };

/** With so many edges or fewer, each has its sign on it; else those of what is selected. */
const FEW = 24;
/** With more edges than that they are drawn lighter, so that they are seen through each other. */
const MANY = 150;
const NAMED = 11;

/** Paths are made once for a shape; a moment changes their widths and signs in place. */
export function Edges({ layout, parameters, widest, selection }: Props) {
  const group = useRef<SVGGElement>(null);
  const paths = useMemo(() => layout.edges.map((edge) => <path key={edge.index} d={edgePath(edge)} />), [layout]);
  useLayoutEffect(() => {
    const drawn = group.current?.children;
    layout.edges.forEach((edge, at) => {
      const path = drawn?.[at];
      if (path) paint(path, parameters[edge.index] ?? 0, widest, isOf(edge, selection));
    });
  });
  return (
    <g ref={group} class={`edges${layout.edges.length > MANY ? " many" : ""}${isInside(selection) ? " dimmed" : ""}`}>
      {paths}
    </g>
  );
}

/** Width 1 to 8 pixels; a weight of exactly 0 is a dotted hairline. */
function paint(path: Element, value: number, widest: number, lit: boolean): void {
  const share = widest > 0 ? Math.min(1, Math.abs(value) / widest) : 0;
  const look = `${value > 0 ? "positive" : value < 0 ? "negative" : "zero"}${lit ? " lit" : ""}`;
  if (path.getAttribute("class") !== look) path.setAttribute("class", look);
  const width = 1 + 7 * share;
  path.setAttribute("stroke-width", width.toFixed(2));
  if (value < 0) path.setAttribute("stroke-dasharray", `${(4 + 1.4 * width).toFixed(1)} ${(2.5 + 0.7 * width).toFixed(1)}`);
  else path.removeAttribute("stroke-dasharray");
}

function isInside({ kind }: Selection): boolean {
  return kind === "neuron" || kind === "weight" || kind === "bias";
}

/** Whether an edge is selected, or leads into or out of the selected neuron. */
function isOf(edge: Edge, selection: Selection): boolean {
  if (selection.kind === "weight") return edge.layer === selection.layer && edge.from === selection.from && edge.to === selection.to;
  if (selection.kind !== "neuron" && selection.kind !== "bias") return false;
  const into = edge.layer === selection.layer && edge.to === selection.neuron;
  return into || (selection.kind === "neuron" && edge.layer === selection.layer + 1 && edge.from === selection.neuron);
}

/** A plus or a minus on edges, and the numbers of what is selected. */
export function Signs({ layout, parameters, selection }: Props) {
  const lit = layout.edges.filter((edge) => isOf(edge, selection));
  const shown = lit.length > 0 ? lit : layout.edges.length <= FEW ? layout.edges : [];
  const [free, fits] = lit.length > 0 ? [] : apart(shown);
  const numbered = fits ?? lit.length <= NAMED;
  const places = free ?? shown.map((edge) => along(edge, spread(edge, selection)));
  return (
    <g class="signs">
      {shown.map((edge, at) => {
        const value = parameters[edge.index] ?? 0;
        const [x, y] = places[at] ?? [0, 0];
        const text = numbered ? signed(value) : value > 0 ? "+" : value < 0 ? "−" : "0";
        return (
          <g key={edge.index} class={value < 0 ? "negative" : "positive"}>
            <rect x={x - 3.9 * text.length - 1} y={y - 8} width={7.8 * text.length + 2} height={16} rx={4} />
            <text x={x} y={y}>
              {text}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** Width and height of a number on an edge, with a little room. */
const NUMBER = [50, 18] as const;

/** A place on each edge, as far from the places before it as its way allows, and whether there is room for numbers. */
function apart(edges: readonly Edge[]): [[number, number][], boolean] {
  const taken: [number, number][] = [];
  let fits = true;
  for (const edge of edges) {
    const free = [0.34, 0.46, 0.58, 0.7, 0.24, 0.82].map((share) => along(edge, share));
    const room = free.map(([x, y]) => Math.min(2, ...taken.map(([a, b]) => Math.max(Math.abs(a - x) / NUMBER[0], Math.abs(b - y) / NUMBER[1]))));
    const most = Math.max(...room);
    fits &&= most >= 1;
    taken.push(free[room.indexOf(most)] ?? along(edge, 0.5));
  }
  return [taken, fits];
}

/** Numbers stand where the edges of a neuron have parted: at the other end. */
function spread(edge: Edge, selection: Selection): number {
  if (selection.kind === "weight") return 0.5;
  return selection.kind === "neuron" && edge.layer !== selection.layer ? 0.74 : 0.26;
}

/** What each neuron answers over the plane, in its square. */
export function Fields({ layout, picture }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (!canvas.current) return;
    const { size } = layout;
    sheet(canvas.current, layout.width, layout.height, (context) => {
      for (const node of size < 16 ? [] : layout.nodes.flat()) {
        const drawn = picture(node.layer, node.neuron);
        if (drawn) drawPicture(context, drawn, { x: node.x - size / 2 + 1, y: node.y - size / 2 + 1, width: size - 2, height: size - 2 });
      }
    });
  });
  return <canvas ref={canvas} style={{ width: `${layout.width}px`, height: `${layout.height}px` }} aria-hidden="true" />;
}

export function Neuron({ node, layout, shape, inputs, outputs, parameters, selection, picture }: Props & { node: Node }) {
  const { layer, neuron, x, y } = node;
  const half = layout.size / 2;
  const chosen = selection.kind === "neuron" && selection.layer === layer && selection.neuron === neuron;
  const filled = layout.size >= 16 && picture(layer, neuron) !== null;
  return (
    <g class={`neuron${chosen ? " chosen" : ""}${filled ? " filled" : ""}`}>
      <rect x={x - half} y={y - half} width={layout.size} height={layout.size} rx={Math.min(5, half)} />
      {layer < 0 && layout.size >= 11 && (
        <text class="name input" x={x - half - 8} y={y}>
          {brief(sourceName(shape, 0, neuron, inputs), MOST_LETTERS)}
        </text>
      )}
      {layer === shape.activations.length - 1 && (
        <text class="name output" x={x + half + 8} y={y}>
          {brief(outputs[neuron] ?? neuronName(shape, layer, neuron), MOST_LETTERS)}
        </text>
      )}
      {!filled && layout.size >= 34 && (
        <text class="inner" x={x} y={y}>
          {layer < 0 ? `x${neuron + 1}` : neuronName(shape, layer, neuron)}
        </text>
      )}
      {layer >= 0 && layout.size >= 16 && (
        <Bias place={biasPlace(layout, node)} value={parameters[biasAt(shape, layer, neuron)] ?? 0} chosen={isBias(selection, node)} />
      )}
    </g>
  );
}

function isBias(selection: Selection, node: Node): boolean {
  return selection.kind === "bias" && selection.layer === node.layer && selection.neuron === node.neuron;
}

/** A bias as a small circle: filled positive, hollow negative. */
function Bias({ place: [x, y], value, chosen }: { place: [number, number]; value: number; chosen: boolean }) {
  return <circle class={`bias ${value < 0 ? "negative" : "positive"}${chosen ? " chosen" : ""}`} cx={x} cy={y} r={chosen ? 6 : 4.5} />;
}
