// The step to come: which samples its batch has, their gradient, and the parameters after it.
import type { Engine, Gradient } from "./engine.ts";

export interface NextStep extends Gradient {
  /** Rows of the table in the batch. */
  readonly rows: Int32Array;
  readonly after: Float64Array;
}

/** Make the step, look, and go back to the state before it. */
export async function nextStep(engine: Engine): Promise<NextStep> {
  const state = await engine.state();
  const before = await engine.underway();
  const { parameters } = await engine.step();
  const after = await engine.underway();
  // After the last batch of an epoch none of its samples counts as under way any more.
  const rows = after.rows.slice(before.done, after.done > before.done ? after.done : after.rows.length);
  await engine.load(state);
  return { ...(await engine.gradient([...rows])), rows, after: parameters };
}
