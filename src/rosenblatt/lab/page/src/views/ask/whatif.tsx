/** What if: the predictions of all samples with one parameter changed, or one neuron silenced, beside those of now. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { drawPicture, sheet } from "../../draw/canvas.ts";
import { drawMarks } from "../../draw/samples.ts";
import { count, listing, number } from "../../draw/words.ts";
import { fanOut, neuronName, parameterAt, weightAt } from "../../shape.ts";
import { DARK, LIGHT } from "../../palette.ts";
import { begin, moment, selection, shape, theme } from "../../store.ts";
import type { Begin, Selection, Shape } from "../../types.ts";
import { planeAxes, samples } from "../answer/axes.ts";
import { axisOf, gridOf, marksOf } from "../answer/grid.ts";
import { rightWords } from "../answer/region.tsx";
import { type Answers, judged } from "../answer/scores.ts";
import type { Axis } from "../answer/verbs.ts";
import { numberOf } from "../fields.tsx";
import { type Lab, useLab } from "../lab.ts";
import { useNewest } from "../newest.ts";

/** Now, and as it would be. */
interface Compared {
  readonly now: Answers;
  readonly then: Answers;
}

async function compared({ asker }: Lab, shown: Begin, network: Shape, before: Float64Array, after: Float64Array): Promise<Compared> {
  const width = network.sizes[network.sizes.length - 1] ?? 1;
  const last = network.activations[network.activations.length - 1] ?? "";
  const answers = async (parameters: Float64Array) => judged(shown, await asker.forward(network, parameters, shown.X), width, last);
  return { now: await answers(before), then: await answers(after) };
}

/** The predictions with other parameters, asked again when they or the moment change. */
function useCompared(after: Float64Array | null): Compared | null {
  const lab = useLab();
  const [network, shown, now] = [shape.value, samples.value, moment.value?.parameters];
  return useNewest([network, shown, now, after?.join()], async () => {
    if (network === null || shown === null || now === undefined || after === null) return null;
    return compared(lab, shown, network, now, after);
  });
}

const MOST_NAMED = 5;

/** What changes, in a sentence. */
export function difference(shown: Begin, { now, then }: Compared): string {
  const turned = [...then.predicted.keys()].filter((row) => then.predicted[row] !== now.predicted[row]);
  const result = `${rightWords(shown, then)} instead of ${rightWords(shown, now)}`;
  if (shown.meta.task.kind === "numbers") return `${result}.`;
  if (turned.length === 0) return `No prediction changes: ${rightWords(shown, then)}.`;
  const named = turned.length > MOST_NAMED ? "" : ` (sample ${listing(turned.map((row) => String(row + 1)))})`;
  return `${count(turned.length, "prediction")} ${turned.length === 1 ? "changes" : "change"}${named}: ${result}.`;
}

/** "What if this weight were 2?" with a button that sets it. */
export function WhatIf({ chosen }: { chosen: Selection & { kind: "weight" | "bias" } }) {
  const { changes } = useLab();
  const [text, setText] = useState("2");
  const [network, shown, now] = [shape.value, samples.value, moment.value?.parameters];
  const index = network === null ? null : parameterAt(network, chosen);
  const value = numberOf(text);
  const isNumber = text.trim() !== "" && Number.isFinite(value);
  const after = now === undefined || index === null || !isNumber ? null : now.slice();
  if (after !== null && index !== null) after[index] = value;
  const found = useCompared(after);
  if (network === null || shown === null || index === null) return null;
  const name = chosen.kind === "bias" ? `bias of ${neuronName(network, chosen.layer, chosen.neuron)}` : `weight of ${neuronName(network, chosen.layer, chosen.to)}`;
  return (
    <section>
      <h3>What if it were another number?</h3>
      <p class="whatif">
        <label>
          What if it were <input type="text" inputMode="decimal" class="value" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        <button disabled={!isNumber} onClick={() => void changes.parameter(index, value, name)}>Set it</button>
      </p>
      <p>{!isNumber ? "Type a number." : found ? difference(shown, found) : ""}</p>
    </section>
  );
}

/** What a hidden neuron does: where it is on, by class, and what is lost without it. */
export function Carves({ layer, neuron, values }: { layer: number; neuron: number; values: Float64Array | null }) {
  const [network, shown, now] = [shape.value, samples.value, moment.value?.parameters];
  const found = useCompared(network === null || now === undefined ? null : silenced(network, now, layer, neuron));
  if (network === null || shown === null) return null;
  const name = neuronName(network, layer, neuron);
  return (
    <section>
      <h3>What {name} does</h3>
      <CarvedPicture layer={layer} neuron={neuron} name={name} />
      <p>{values === null ? "" : sides(shown, name, values)}</p>
      <p>{found ? `Without it (its weights onwards 0): ${difference(shown, found)}` : ""}</p>
      <p>
        <button onClick={() => (selection.value = { kind: "bias", layer, neuron })}>Ask about its bias</button>
      </p>
    </section>
  );
}

const SIDE = 176;
const FINENESS = 60;

/** What a neuron answers over the plane, with the samples. */
function CarvedPicture({ layer, neuron, name }: { layer: number; neuron: number; name: string }) {
  const { asker } = useLab();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [table, network, shown, parameters, axes] = [begin.value, shape.value, samples.value, moment.value?.parameters, planeAxes.value];
  const picture = useNewest([table, network, parameters, axes, theme.value, layer, neuron], async () => {
    if (table === null || network === null || parameters === undefined) return null;
    const grid = gridOf(table, axes, [axisOf(table, axes[0]), axisOf(table, axes[1])], FINENESS);
    return (await asker.neurons({ shape: network, parameters, grid, theme: theme.value }))?.[layer + 1]?.[neuron] ?? null;
  });
  useLayoutEffect(() => {
    if (canvas.current === null || table === null || shown === null) return;
    const scale = (axis: Axis, from: number, to: number) => ({ low: axis.low, high: axis.high, from, to });
    const scales = [scale(axisOf(table, axes[0]), 0, SIDE), scale(axisOf(table, axes[1]), SIDE, 0)] as const;
    const colours = theme.value === "dark" ? DARK : LIGHT;
    sheet(canvas.current, SIDE, SIDE, (context) => {
      if (picture) drawPicture(context, picture, { x: 0, y: 0, width: SIDE, height: SIDE });
      drawMarks(context, marksOf(shown, axes, null), scales, colours, shown.meta.task.kind === "numbers");
    });
  });
  return <canvas ref={canvas} class="carved" role="img" aria-label={`What ${name} answers over the plane: blue above the middle of its activation, orange below`} />;
}

/** The parameters with the weights from one neuron set to 0. */
export function silenced(network: Shape, parameters: Float64Array, layer: number, neuron: number): Float64Array {
  const found = parameters.slice();
  for (let to = 0; to < fanOut(network, layer + 1); to += 1) found[weightAt(network, layer + 1, neuron, to)] = 0;
  return found;
}

/** On which side of the neuron's border the samples lie: where its sum is above 0. */
export function sides(shown: Begin, name: string, z: Float64Array): string {
  const { task } = shown.meta;
  const above = (row: number) => (z[row] ?? 0) > 0;
  const all = [...z.keys()];
  if (task.kind === "numbers") return `The sum of ${name} is above 0 for ${number(all.filter(above).length)} of ${count(z.length, "sample")}.`;
  const width = shown.y.length / shown.nRows;
  const parts = task.classes.map((label, which) => {
    const mine = all.filter((row) => shown.y[row * width] === which);
    return `${number(mine.filter(above).length)} of ${number(mine.length)} of class ${label}`;
  });
  return `The sum of ${name} is above 0 for ${listing(parts)}: its border is the pale line in the picture.`;
}
