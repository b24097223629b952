/** The settings of the training that is shown. */

import { begin, setup } from "../store.ts";
import { samples } from "./answer/axes.ts";
import { useLab } from "./lab.ts";
import { Train } from "./train.tsx";

export function TrainRegion() {
  const { changes } = useLab();
  const [table, chosen, shown] = [begin.value, setup.value, samples.value];
  if (table === null || chosen === null || shown === null) return null;
  if (chosen.model === "perceptron") return <p class="note">The perceptron rule adds a mistaken sample to a neuron's weights, or subtracts it. It has no solver, schedule or batch.</p>;
  const part = (of: number) => shown.heldOut.reduce((sum, each) => sum + Number(each === of), 0);
  return <Train plan={chosen.plan} nTraining={part(0)} validated={part(2) > 0} nHidden={chosen.hidden.length} set={(change) => void changes.plan(change)} />;
}
