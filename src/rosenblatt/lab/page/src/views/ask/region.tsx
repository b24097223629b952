/** Questions about what is selected, with their answers. */

import { useState } from "preact/hooks";
import { count, fixed, number, plain } from "../../draw/words.ts";
import { begin, moment, selection, setup, shape } from "../../store.ts";
import type { Begin, Selection, Shape } from "../../types.ts";
import { samples } from "../answer/axes.ts";
import { winner } from "../answer/scores.ts";
import { useLab } from "../lab.ts";
import { selectionName } from "../network/names.ts";
import { outputNames } from "../network/region.tsx";
import { isHidden } from "../network/verbs.ts";
import { useNewest } from "../newest.ts";
import { useStep, useValues } from "./answers.ts";
import { forwardSum, type Known, type Values } from "./build.ts";
import { NeuronArithmetic } from "./neuron.tsx";
import { Python } from "./python.tsx";
import { Seeds } from "./seeds.tsx";
import { type Subject, subject } from "./subject.ts";
import { SumOf } from "./sum.tsx";
import { WeightArithmetic } from "./weight.tsx";
import { Carves, WhatIf } from "./whatif.tsx";

const MOST_OUTPUTS = 12;

type Question = "selection" | "seeds" | "python";

export function AskRegion() {
  const [question, setQuestion] = useState<Question>("selection");
  const [table, network, now, about] = [begin.value, shape.value, moment.value, subject.value];
  const values = useValues();
  if (table === null || network === null || now === null || about === null) return <p class="note">{table?.meta.run?.unanswered}</p>;
  const known = { shape: network, parameters: now.parameters, names: table.meta.inputs.map(({ name }) => plain(name)) };
  return (
    <>
      <Questions question={question} choose={setQuestion} known={known} about={about} />
      {question === "seeds" ? <Seeds /> : question === "python" ? <Python /> : values && <Selected known={known} values={values} about={about} />}
    </>
  );
}

/** What can be asked: each is one press away. */
function Questions({ question, choose, known, about }: { question: Question; choose: (question: Question) => void; known: Known; about: Subject }) {
  const go = (chosen: Selection) => {
    selection.value = chosen;
    choose("selection");
  };
  const now = selection.value;
  const hasHidden = known.shape.activations.length > 1;
  const name = selectionName(known.shape, now, known.names);
  const isSubject = now.kind === "sample" || now.kind === "place" || now.kind === "nothing";
  return (
    <div class="tools questions" role="group" aria-label="Questions">
      <button aria-pressed={question === "selection" && isSubject} onClick={() => go(about.row === null ? now : { kind: "sample", row: about.row })}>
        Why this answer for {about.name}?
      </button>
      {name !== "" && <button aria-pressed={question === "selection"} onClick={() => choose("selection")}>{plain(name)}</button>}
      {name === "" && hasHidden && <button aria-pressed={false} onClick={() => go({ kind: "neuron", layer: 0, neuron: 0 })}>What does a hidden neuron do?</button>}
      {name === "" && <button aria-pressed={false} onClick={() => go({ kind: "weight", layer: 0, from: 0, to: 0 })}>Why does a weight change?</button>}
      <button aria-pressed={question === "seeds"} onClick={() => choose("seeds")}>How many of 200 seeds solve it?</button>
      <button aria-pressed={question === "python"} onClick={() => choose("python")}>Separable? What is wrong with it?</button>
    </div>
  );
}

/** The arithmetic of what is selected. */
function Selected({ known, values, about }: { known: Known; values: Values; about: Subject }) {
  const step = useStep();
  const [now, chosen] = [selection.value, setup.value];
  if (chosen === null) return null;
  const props = { known, values, step, subject: about, setup: chosen };
  if (now.kind === "weight" || now.kind === "bias") {
    return (
      <div class="replies">
        <WeightArithmetic {...props} chosen={now} />
        <WhatIf chosen={now} />
      </div>
    );
  }
  if (now.kind === "neuron" && now.layer >= 0) {
    return (
      <div class="replies">
        <NeuronArithmetic {...props} layer={now.layer} neuron={now.neuron} />
        {isHidden(known.shape, now.layer) && <Carved shape={known.shape} layer={now.layer} neuron={now.neuron} />}
      </div>
    );
  }
  return <Outputs known={known} values={values} about={about} />;
}

function Carved({ shape: network, layer, neuron }: { shape: Shape; layer: number; neuron: number }) {
  const { asker } = useLab();
  const [shown, parameters] = [samples.value, moment.value?.parameters];
  const z = useNewest([network, shown, parameters, layer, neuron], async () => {
    if (shown === null || parameters === undefined) return null;
    const values = (await asker.layers(network, parameters, shown.X)).z[layer];
    const width = network.sizes[layer + 1] ?? 1;
    return values ? Float64Array.from({ length: shown.nRows }, (_, row) => values[row * width + neuron] ?? Number.NaN) : null;
  });
  return <Carves layer={layer} neuron={neuron} values={z} />;
}

/** What the outputs give to each class; of two classes the one output is the second's, and the first has the rest. */
function shares(classes: readonly string[], names: readonly string[], outputs: Float64Array): [string, number][] {
  const [only = Number.NaN] = outputs;
  if (outputs.length === 1 && classes.length === 2) return [[classes[0] ?? "", 1 - only], [classes[1] ?? "", only]];
  return names.slice(0, MOST_OUTPUTS).map((name, output) => [name, outputs[output] ?? Number.NaN]);
}

/** Every output for a sample or a place, and the sum behind the one that wins. */
function Outputs({ known, values, about }: { known: Known; values: Values; about: Subject }) {
  const { shape: network } = known;
  const shown = samples.value as Begin;
  const { task } = shown.meta;
  const last = network.activations.length - 1;
  const outputs = values.a[last] ?? new Float64Array();
  const won = task.kind === "classes" ? winner(outputs, network.activations[last] ?? "") : 0;
  const names = outputNames(network, task.classes, task.target);
  const at = outputs.length === 1 ? 0 : won;
  const predicted = task.kind === "classes" ? (task.classes[won] ?? "") : number((outputs[0] ?? Number.NaN) * task.scale + task.mean);
  return (
    <div class="replies arithmetic">
      <section>
        <h3>{about.name}: {about.words}</h3>
        <p class="result">
          Predicted: <strong>{plain(predicted)}</strong>
          {about.truth !== null && <>. It is {plain(about.truth)}{task.kind === "classes" && (about.truth === predicted ? ": right." : ": mistaken.")}</>}
        </p>
        <ul class="outputs">
          {shares(task.classes, names, outputs).map(([name, value]) => (
            <li key={name}>
              <span>{plain(name)}</span> <span class="number">{fixed(value, 4)}</span>
            </li>
          ))}
        </ul>
        {names.length > MOST_OUTPUTS && <p class="note">and {count(names.length - MOST_OUTPUTS, "more output")}</p>}
      </section>
      <section>
        <h3>How {names[at]} comes about</h3>
        <SumOf name="z" sum={forwardSum(known, values, last, at)} heads={["from", "value", "weight"]} />
        <p class="equation">
          {network.activations[last]} of {network.activations[last] === "softmax" ? "all sums" : `${number(values.z[last]?.[at] ?? Number.NaN, 5)}`}: <strong>{number(outputs[at] ?? Number.NaN, 5)}</strong>
        </p>
      </section>
    </div>
  );
}
