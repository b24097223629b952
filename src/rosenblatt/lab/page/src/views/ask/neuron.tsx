/** A neuron: its sum and activation for a sample, its part in the step to come, and what it carves. */

import { number, signed } from "../../draw/words.ts";
import { fanOut, neuronName } from "../../shape.ts";
import type { Setup } from "../../types.ts";
import { blame, forwardSum, type Known, type Values } from "./build.ts";
import type { Stepped } from "./answers.ts";
import type { Subject } from "./subject.ts";
import { SumOf, Terms } from "./sum.tsx";

export interface NeuronProps {
  readonly known: Known;
  readonly values: Values;
  readonly step: Stepped | null;
  readonly subject: Subject;
  readonly setup: Setup;
  readonly layer: number;
  readonly neuron: number;
}

export function NeuronArithmetic(props: NeuronProps) {
  const { known, values, subject, layer, neuron } = props;
  const name = neuronName(known.shape, layer, neuron);
  const z = values.z[layer]?.[neuron] ?? Number.NaN;
  const a = values.a[layer]?.[neuron] ?? Number.NaN;
  return (
    <div class="arithmetic">
      <section>
        <h3>
          Forward: {name} for {subject.name}
        </h3>
        <p class="note">{subject.words}</p>
        <SumOf name={`z of ${name}`} sum={forwardSum(known, values, layer, neuron)} heads={["from", "value", "weight"]} />
        <p class="equation">
          {known.shape.activations[layer]}({number(z, 5)}) = <strong>{number(a, 5)}</strong>
        </p>
      </section>
      <DeltaOf {...props} name={name} />
    </div>
  );
}

/** How much the loss of a sample changes with a neuron's sum, and where that comes from. */
function DeltaOf({ known, step, subject, setup, layer, neuron, name }: NeuronProps & { name: string }) {
  if (setup.model === "perceptron") return <p class="note">The perceptron rule has no backward pass: select a weight to see what the next sample does to it.</p>;
  if (step === null) return <p class="note">Pause to see this neuron's part in the next step.</p>;
  const at = subject.row === null ? -1 : step.rows.indexOf(subject.row);
  const row = Math.max(0, at);
  const delta = step.deltas[layer]?.[row * fanOut(known.shape, layer) + neuron] ?? Number.NaN;
  const isOutput = layer === known.shape.activations.length - 1;
  return (
    <section>
      <h3>
        Backward, in the next step{at < 0 ? `: ${subject.name} is not in its batch, so of sample ${(step.rows[0] ?? 0) + 1}` : ""}
      </h3>
      {!isOutput && <Terms terms={blame(known, step, layer, neuron, row)} heads={["to", "delta", "weight"]} />}
      <p class="equation">
        {isOutput ? `delta of ${name}, the loss's change with z: ` : `delta of ${name}, that sum times the derivative of ${known.shape.activations[layer]}: `}
        <strong>{signed(delta)}</strong>
      </p>
    </section>
  );
}
