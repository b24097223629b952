// The step to come: which samples its batch has, their gradient, and the parameters after it.
import type { Model } from "../types.ts";
import type { Engine, Gradient } from "./engine.ts";

/** Of the perceptron rule, which follows no gradient, gradient and deltas are empty. */
export interface NextStep extends Gradient {
  /** Rows of the table in the batch. */
  readonly rows: Int32Array;
  readonly after: Float64Array;
}

/** Make the step, look, and go back to the state before it. */
export async function nextStep(engine: Engine, model: Model): Promise<NextStep> {
  const state = await engine.state();
  const before = await engine.underway();
  const { parameters } = await engine.step();
  const after = await engine.underway();
  // After the last batch of an epoch none of its samples counts as under way any more.
  const rows = after.rows.slice(before.done, after.done > before.done ? after.done : after.rows.length);
  await engine.load(state);
  const gradient = model === "perceptron" ? { loss: Number.NaN, gradient: new Float64Array(), deltas: [] } : await engine.gradient([...rows]);
  return { ...gradient, rows, after: parameters };
}
