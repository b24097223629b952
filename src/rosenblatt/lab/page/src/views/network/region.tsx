/** The network of the moment that is shown, with its verbs: one drawing, or matrices of what is too large for it. */

import { useState } from "preact/hooks";
import { DARK, LIGHT } from "../../palette.ts";
import { ACTIVATIONS, MOST_LAYERS, SCHEMES, setupOf } from "../../address.ts";
import { isDrawn } from "../../shape.ts";
import { begin, moment, selection, setup, shape, theme, usable, widest } from "../../store.ts";
import type { HiddenLayer, Setup, Shape } from "../../types.ts";
import { type Lab, useLab } from "../lab.ts";
import { AsTable } from "../table.tsx";
import { Inspector } from "./inspector.tsx";
import { Matrices } from "./matrix.tsx";
import { selectionName } from "./names.ts";
import { Network } from "./network.tsx";
import type { NetworkProps } from "./props.ts";
import { parametersTable } from "./table.ts";
import type { NetworkVerbs } from "./verbs.ts";
import { useNeuronFields } from "./fields.ts";

export function NetworkRegion() {
  const lab = useLab();
  const [typed, setTyped] = useState<string | null>(null);
  const picture = useNeuronFields(lab.asker);
  const [table, network, now] = [begin.value, shape.value, moment.value];
  if (table === null || network === null || now === null) return null;
  const props: NetworkProps = {
    shape: network,
    parameters: now.parameters,
    widest: widest.value,
    inputs: table.meta.inputs.map(({ name }) => name),
    outputs: outputNames(network, table.meta.task.classes, table.meta.task.target),
    picture,
    selection: selection.value,
    colours: theme.value === "dark" ? DARK : LIGHT,
    activations: ACTIVATIONS,
    editable: usable("network"),
    verbs: verbsOf(lab, network, table.meta.inputs.map(({ name }) => name)),
    type: setTyped,
  };
  const typingEnds = () => {
    setTyped(null);
    document.querySelector<HTMLElement>("#network [role=application]")?.focus();
  };
  return (
    <>
      {isDrawn(network) ? <Network {...props} /> : <Matrices {...props} />}
      <Inspector {...props} typed={typed} typingEnds={typingEnds} />
      <p class="under">
        {setup.value?.model !== "perceptron" && <AddLayer {...props} />}
        <Beginning />
        <AsTable table={() => parametersTable(props)} />
      </p>
    </>
  );
}

const RULES = { mlp: "gradient descent", perceptron: "perceptron rule" } as const;

/** What a training begins with: the rule it learns by, and how its first weights are drawn. */
function Beginning() {
  const { changes } = useLab();
  const [table, chosen] = [begin.value, setup.value];
  if (table === null || chosen === null) return null;
  const rule = (model: "mlp" | "perceptron") => {
    const hidden = model === "perceptron" ? [] : setupOf(table).hidden;
    void changes.restart(shaped({ ...chosen, model }, hidden), RULES[model]);
  };
  return (
    <>
      {table.meta.perceptron !== null && (
        <label class="inline">
          rule
          <select value={chosen.model} disabled={!usable("network")} onChange={(event) => rule(event.currentTarget.value as "mlp" | "perceptron")}>
            {Object.entries(RULES).map(([model, name]) => (
              <option key={model} value={model}>{name}</option>
            ))}
          </select>
        </label>
      )}
      {chosen.model === "mlp" && (
        <label class="inline">
          first weights
          <select value={chosen.scheme} disabled={!usable("network")} onChange={(event) => void changes.restart({ ...chosen, scheme: event.currentTarget.value }, `first weights ${event.currentTarget.value}`)}>
            {[...new Set([...SCHEMES, chosen.scheme])].map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}

function AddLayer({ shape: { activations }, verbs, editable }: NetworkProps) {
  const full = activations.length - 1 >= MOST_LAYERS;
  return (
    <button disabled={!editable || full} title={full ? `At most ${MOST_LAYERS} hidden layers` : undefined} onClick={() => verbs.addLayer()}>
      + hidden layer
    </button>
  );
}

/** The classes by the outputs that stand for them; of two classes one output stands for the second. */
export function outputNames({ sizes }: Shape, classes: readonly string[], target: string): string[] {
  const n = sizes[sizes.length - 1] ?? 0;
  if (n === classes.length) return [...classes];
  if (n === 1) return [classes.length === 2 ? (classes[1] ?? target) : target];
  return Array.from({ length: n }, (_, at) => `${target} ${at + 1}`);
}

function verbsOf({ changes }: Lab, network: Shape, inputs: readonly string[]): NetworkVerbs {
  const reshape = (what: string, hidden: readonly HiddenLayer[]) => {
    const chosen = setup.value;
    if (chosen !== null) void changes.restart(shaped(chosen, hidden), what);
  };
  const hidden = setup.value?.hidden ?? [];
  const replaced = (layer: number, change: Partial<HiddenLayer>) => hidden.map((each, at) => (at === layer ? { ...each, ...change } : each));
  return {
    select: (chosen) => {
      selection.value = chosen;
    },
    set: (index, value) => void changes.parameter(index, Number(value.toPrecision(6)), selectionName(network, asParameter(), inputs)),
    addLayer: () => reshape("one more hidden layer", [...hidden, hidden[hidden.length - 1] ?? { size: 4, activation: "tanh" }]),
    dropLayer: (layer) => reshape(`hidden layer ${layer + 1} removed`, hidden.filter((_, at) => at !== layer)),
    resize: (layer, size) => reshape(`${size} neurons in hidden layer ${layer + 1}`, replaced(layer, { size })),
    activate: (layer, activation) => reshape(`${activation} in hidden layer ${layer + 1}`, replaced(layer, { activation })),
    dropNeuron: (layer, neuron) => {
      const chosen = setup.value;
      if (chosen === null) return;
      const name = selectionName(network, { kind: "neuron", layer, neuron }, inputs);
      const smaller = shaped(chosen, replaced(layer, { size: (hidden[layer]?.size ?? 1) - 1 }));
      selection.value = { kind: "nothing" };
      void changes.dropNeuron(smaller, layer, neuron, `${name} deleted`);
    },
  };
}

/** What is selected, as the parameter that is typed: a neuron stands for its bias. */
function asParameter() {
  const chosen = selection.value;
  return chosen.kind === "neuron" ? ({ ...chosen, kind: "bias" } as const) : chosen;
}

/** A set-up with other hidden layers; dropout has a rate for each of them. */
export function shaped(chosen: Setup, hidden: readonly HiddenLayer[]): Setup {
  const [rate] = chosen.plan.dropout;
  const dropout = rate === undefined ? [] : hidden.map((_, at) => chosen.plan.dropout[at] ?? rate);
  return { ...chosen, hidden, plan: { ...chosen.plan, dropout } };
}
