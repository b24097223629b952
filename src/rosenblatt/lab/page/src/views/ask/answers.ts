/** Values that the questions of this room need, asked of the engine again when the moment changes. */

import { begin, moment, playing, setup, shape } from "../../store.ts";
import type { NextStep } from "../../engine/nextstep.ts";
import { useLab } from "../lab.ts";
import { useNewest } from "../newest.ts";
import { samples } from "../answer/axes.ts";
import type { Step, Values } from "./build.ts";
import { subject } from "./subject.ts";

/** Values of every neuron for the subject. */
export function useValues(): Values | null {
  const { asker } = useLab();
  const [network, now, about] = [shape.value, moment.value, subject.value];
  return useNewest([network, now?.parameters, about], async () => {
    if (network === null || now === null || about === null) return null;
    const layers = await asker.layers(network, now.parameters, about.inputs);
    return { nRows: 1, inputs: about.inputs, ...layers };
  });
}

export interface Stepped extends Step {
  readonly rows: Int32Array;
}

/** The step after the moment that is shown; null while training runs. */
export function useStep(): Stepped | null {
  const { asker, driver } = useLab();
  const [network, now, table, chosen, shown] = [shape.value, moment.value, begin.value, setup.value, samples.value];
  const isStill = !playing.value && now?.exact === true;
  const found = useNewest([network, now?.parameters, shown, chosen?.plan, isStill], async () => {
    if (network === null || now === null || table === null || chosen === null || shown === null || !isStill) return null;
    const step = await driver.stepAfter(now.at);
    if (step === null) return null;
    const inputs = rowsOf(shown.X, shown.nInputs, step);
    const layers = await asker.layers(network, now.parameters, inputs);
    return { ...step, ...layers, inputs, nRows: step.rows.length, of: now.parameters };
  });
  return found !== null && found.of === now?.parameters ? found : null;
}

/** The prepared inputs of a batch; training rows come first in a table, in the order of training. */
function rowsOf(X: Float64Array, nInputs: number, { rows }: NextStep): Float64Array {
  const inputs = new Float64Array(rows.length * nInputs);
  rows.forEach((row, at) => inputs.set(X.subarray(row * nInputs, (row + 1) * nInputs), at * nInputs));
  return inputs;
}
