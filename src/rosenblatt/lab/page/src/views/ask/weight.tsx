/** A weight or a bias: what it carries, its gradient over the batch, and the step that it makes. */

import { number, signed } from "../../draw/words.ts";
import { neuronName, parameterAt, sourceName } from "../../shape.ts";
import type { Selection, Setup } from "../../types.ts";
import { biasGradientSum, gradientSum, type Known, plainStep, sourceValue, type Values } from "./build.ts";
import type { Stepped } from "./answers.ts";
import type { Subject } from "./subject.ts";
import { Checked, SumOf } from "./sum.tsx";

export interface WeightProps {
  readonly known: Known;
  readonly values: Values;
  readonly step: Stepped | null;
  readonly subject: Subject;
  readonly setup: Setup;
  readonly chosen: Selection & { kind: "weight" | "bias" };
}

export function WeightArithmetic(props: WeightProps) {
  const { known, values, subject, setup, chosen } = props;
  const value = known.parameters[parameterAt(known.shape, chosen) ?? -1] ?? Number.NaN;
  const isBias = chosen.kind === "bias";
  const neuron = neuronName(known.shape, chosen.layer, isBias ? chosen.neuron : chosen.to);
  const source = isBias ? null : sourceName(known.shape, chosen.layer, chosen.from, known.names);
  const carried = isBias ? 1 : sourceValue(values, known.shape, chosen.layer, 0, chosen.from);
  return (
    <div class="arithmetic">
      <section>
        <h3>Forward: what it carries for {subject.name}</h3>
        <p class="note">{subject.words}</p>
        <p class="equation">
          {source === null ? `bias of ${neuron}: ` : `${number(carried, 4)} (${source}) × ${number(value, 5)} = `}
          <strong>{signed(carried * value)}</strong> of z of {neuron}, {number(values.z[chosen.layer]?.[isBias ? chosen.neuron : chosen.to] ?? Number.NaN, 5)}
        </p>
      </section>
      {setup.model === "perceptron" ? <Rule {...props} value={value} /> : <Gradient {...props} value={value} />}
    </div>
  );
}

/** Why it will change: the gradient sample by sample, and what the solver makes of it. */
function Gradient({ known, step, setup, chosen, value }: WeightProps & { value: number }) {
  if (step === null) return <p class="note">Pause to see how the next step changes it, and why.</p>;
  const index = parameterAt(known.shape, chosen) ?? -1;
  const sum = chosen.kind === "bias" ? biasGradientSum(known, step, chosen.layer, chosen.neuron) : gradientSum(known, step, setup.plan, chosen);
  const gradient = step.gradient[index] ?? Number.NaN;
  const after = step.after[index] ?? Number.NaN;
  const plain = plainStep(setup.plan, gradient, after - value);
  return (
    <section>
      <h3>Why it changes in the next step ({step.nRows} of the samples)</h3>
      <SumOf name="gradient" sum={sum} heads={["sample", `delta of ${neuronName(known.shape, chosen.layer, chosen.kind === "bias" ? chosen.neuron : chosen.to)}`, chosen.kind === "bias" ? "1" : "value"]} />
      <p class="equation">
        {plain ? `−rate × gradient: −${number(setup.plan.learning_rate_init)} × ${number(gradient, 5)} = ` : `${setup.plan.solver} makes of this gradient the step `}
        {plain ? <Checked sum={plain} /> : <strong>{signed(after - value)}</strong>}
      </p>
      <p class="equation">
        {number(value, 6)} {after < value ? "−" : "+"} {number(Math.abs(after - value), 5)} = <strong>{number(after, 6)}</strong>
      </p>
    </section>
  );
}

/** What the perceptron rule does with the next sample: nothing if the neuron is right, else add or subtract it. */
function Rule({ known, step, setup, chosen, value }: WeightProps & { value: number }) {
  if (step === null) return <p class="note">Pause to see what the next sample does to it.</p>;
  const after = step.after[parameterAt(known.shape, chosen) ?? -1] ?? Number.NaN;
  const read = chosen.kind === "bias" ? 1 : sourceValue(step, known.shape, chosen.layer, 0, chosen.from);
  const neuron = neuronName(known.shape, chosen.layer, chosen.kind === "bias" ? chosen.neuron : chosen.to);
  const eta = setup.plan.rule?.eta0 ?? 1;
  const sign = (after - value) * read < 0 ? -eta : eta;
  const isPlain = (setup.plan.rule?.penalty ?? null) === null;
  const sum = { terms: [{ name: "value", value: read, factor: sign }], plus: null, over: 1, value: after - value };
  return (
    <section>
      <h3>Why it changes with the next sample, {(step.rows[0] ?? 0) + 1}</h3>
      {after === value ? (
        <p>{read === 0 ? "The sample's value is 0, so nothing is added." : `${neuron} is right about it, so nothing changes.`}</p>
      ) : (
        <p class="equation">
          {neuron} is wrong about it, so its value is {sign < 0 ? "subtracted" : "added"}: {number(read, 4)} × {number(sign)} = {isPlain ? <Checked sum={sum} /> : <strong>{signed(after - value)}</strong>}
          <br />
          {number(value, 6)} {after < value ? "−" : "+"} {number(Math.abs(after - value), 5)} = <strong>{number(after, 6)}</strong>
        </p>
      )}
    </section>
  );
}
