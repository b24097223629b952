/** The settings of the training. A change acts from the next epoch and is a mark on the timeline. */

import { SCHEDULES, SOLVERS } from "../address.ts";
import type { PlanSettings, RuleSettings } from "../types.ts";
import { Choice, NumberField, Switch } from "./fields.tsx";

export interface TrainProps {
  readonly plan: PlanSettings;
  readonly nTraining: number;
  /** Whether rows are held out for early stopping. */
  readonly validated: boolean;
  readonly nHidden: number;
  /** Change settings from the next epoch on. */
  readonly set: (change: Partial<PlanSettings>) => void;
}

export function Train(props: TrainProps) {
  const { plan } = props;
  return (
    <div class="settings">
      <Descent {...props} />
      <Brakes {...props} />
      <Ends {...props} />
      {plan.solver === "sgd" && <Momentum {...props} />}
    </div>
  );
}

/** How each step is made. */
function Descent({ plan, nTraining, set }: TrainProps) {
  return (
    <fieldset>
      <legend>Steps</legend>
      <Choice control="solver" label="Solver" value={plan.solver} among={SOLVERS} set={(solver) => set({ solver })} />
      <NumberField control="rate" label="Rate" value={plan.learning_rate_init} low={0} high={Number.POSITIVE_INFINITY} ends="open below"
        hint="Learning rate: how far a step goes" set={(rate) => rate !== null && set({ learning_rate_init: rate })} />
      <Choice control="schedule" label="Schedule" value={plan.learning_rate} among={SCHEDULES} hint="How the rate changes over the epochs"
        set={(schedule) => set({ learning_rate: schedule })} />
      <NumberField control="batch" label="Batch" value={plan.batch_size} low={1} high={Math.max(1, nTraining)} whole empty={String(Math.min(200, nTraining))}
        hint={`Samples in a step, of ${nTraining} to train on`} set={(size) => set({ batch_size: size })} />
    </fieldset>
  );
}

function Momentum({ plan, set }: TrainProps) {
  return (
    <fieldset>
      <legend>Momentum</legend>
      <NumberField control="momentum" label="Momentum" value={plan.momentum} low={0} high={1}
        hint="The share of the last step that the next one repeats" set={(value) => value !== null && set({ momentum: value })} />
      <Switch control="nesterov" label="Nesterov's" value={plan.nesterovs_momentum}
        set={(value) => set({ nesterovs_momentum: value })} />
    </fieldset>
  );
}

/** What keeps weights and steps small. */
function Brakes({ plan, nHidden, set }: TrainProps) {
  const dropout = plan.dropout[0] ?? 0;
  const mixed = plan.dropout.some((rate) => rate !== dropout);
  return (
    <fieldset>
      <legend>Brakes</legend>
      <NumberField control="penalty" label="Penalty" value={plan.alpha} low={0} high={Number.POSITIVE_INFINITY}
        hint="L2 penalty on the weights (alpha)" set={(value) => value !== null && set({ alpha: value })} />
      {nHidden > 0 && (
        <NumberField control="dropout" label="Dropout" value={mixed ? null : dropout} low={0} high={1} ends="open above" empty={plan.dropout.join(", ") || "0"}
          hint="The share of each hidden layer's neurons that a step leaves out"
          set={(value) => value !== null && set({ dropout: value > 0 ? Array.from({ length: nHidden }, () => value) : [] })} />
      )}
      <NumberField control="clipping" label="Clipping" value={plan.max_grad_norm} low={0} high={Number.POSITIVE_INFINITY} ends="open below" empty="none"
        hint="The largest norm of a gradient; empty for none" set={(value) => set({ max_grad_norm: value })} />
    </fieldset>
  );
}

/** When training ends by itself. */
function Ends({ plan, validated, set }: TrainProps) {
  return (
    <fieldset>
      <legend>Ends</legend>
      <NumberField control="epochs" label="Goal" value={plan.max_iter} low={1} high={9e15} whole
        hint="The number of epochs after which training stops" set={(value) => value !== null && set({ max_iter: value })} />
      <NumberField control="patience" label="Patience" value={Number.isFinite(plan.n_iter_no_change) ? plan.n_iter_no_change : null} low={1} high={Number.POSITIVE_INFINITY} empty="for ever"
        hint="Epochs in a row without improvement, after which training stops; empty: it never does for that"
        set={(value) => set({ n_iter_no_change: value ?? Number.POSITIVE_INFINITY })} />
      <NumberField control="tolerance" label="Tolerance" value={plan.tol} low={0} high={Number.POSITIVE_INFINITY}
        hint="The smallest improvement that counts" set={(value) => value !== null && set({ tol: value })} />
      {validated && (
        <Switch control="early" label="Early stopping" value={plan.early_stopping} hint="Judge by the rows held out, and end with the best weights"
          set={(value) => set({ early_stopping: value })} />
      )}
    </fieldset>
  );
}

/** The settings of the perceptron rule. */
export function RuleTrain({ rule, set }: { rule: RuleSettings; set: (change: Partial<RuleSettings>) => void }) {
  const field = (name: "eta0" | "alpha" | "max_iter" | "n_iter_no_change" | "tol", label: string, hint: string, low = 0) => (
    <NumberField control={`rule ${name}`} label={label} value={rule[name]} low={low} high={Number.POSITIVE_INFINITY} ends={name === "eta0" ? "open below" : "closed"} whole={low === 1}
      hint={hint} {...(name === "tol" ? { empty: "none" } : {})} set={(value) => (value !== null || name === "tol") && set({ [name]: value })} />
  );
  return (
    <div class="settings">
      <fieldset>
        <legend>Each mistaken sample is added to a neuron's weights, or subtracted</legend>
        {field("eta0", "Rate", "By how much a mistaken sample counts")}
        <Choice control="rule penalty" label="Penalty" value={rule.penalty ?? "none"} among={["none", "l2", "l1", "elasticnet"]} set={(kind) => set({ penalty: kind === "none" ? null : kind })} />
        {rule.penalty !== null && field("alpha", "Strength", "Of the penalty (alpha)")}
      </fieldset>
      <fieldset>
        <legend>Ends</legend>
        {field("max_iter", "Goal", "The number of epochs after which training stops", 1)}
        {field("n_iter_no_change", "Patience", "Epochs in a row without improvement, after which a neuron stops", 1)}
        {field("tol", "Tolerance", "The smallest improvement that counts; empty: never stop for that")}
      </fieldset>
    </div>
  );
}
