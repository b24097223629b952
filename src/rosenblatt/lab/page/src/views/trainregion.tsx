/** The settings of the training that is shown. */

import { begin, setup } from "../store.ts";
import { samples } from "./answer/axes.ts";
import { useLab } from "./lab.ts";
import { RuleTrain, Train } from "./train.tsx";

export function TrainRegion() {
  const { changes } = useLab();
  const [table, chosen, shown] = [begin.value, setup.value, samples.value];
  if (table === null || chosen === null || shown === null) return null;
  const { rule } = chosen.plan;
  if (chosen.model === "perceptron" && rule !== undefined) return <RuleTrain rule={rule} set={(change) => void changes.plan({ rule: { ...(setup.value?.plan.rule ?? rule), ...change } })} />;
  const part = (of: number) => shown.heldOut.reduce((sum, each) => sum + Number(each === of), 0);
  return <Train plan={chosen.plan} nTraining={part(0)} validated={part(2) > 0} nHidden={chosen.hidden.length} set={(change) => void changes.plan(change)} />;
}
