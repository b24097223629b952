// Changes of a whole state beside the engine, by where core/lab/network.hpp puts its parts.
import { nParameters, placesWithout } from "../shape.ts";
import type { PlanSettings, Shape } from "../types.ts";
import type { State } from "./engine.ts";

/** Bytes of the random stream, which comes last, and where the scalars about the end of training stand. */
const STREAM = 624 * 4;
const [NO_IMPROVEMENT, BEST_LOSS, BEST_SCORE, STOP] = [24, 48, 56, 72];

/** The state without a hidden neuron, as rosenblatt.training.without_neuron makes it: the others keep weights and moments. */
export function withoutNeuron(state: State, shape: Shape, plan: PlanSettings, layer: number, neuron: number): State {
  const [kept, n] = [placesWithout(shape, layer, neuron), nParameters(shape)];
  const pick = (from: Float64Array): Float64Array => Float64Array.from(kept, (place) => from[place] as number);
  const parameters = pick(state.parameters);
  const moments = plan.solver === "adam" || plan.solver === "adamw" ? 2 : 1;
  const end = state.rest.length - STREAM;
  const head = end - (1 + moments + Number(plan.early_stopping)) * n * 8;
  const numbers = new Float64Array(state.rest.slice(head, end).buffer);
  const parts = Array.from({ length: moments }, (_, at) => pick(numbers.subarray((at + 1) * n, (at + 2) * n)));
  const blocks = [parameters, ...parts, ...(plan.early_stopping ? [parameters] : [])];
  const rest = new Uint8Array(head + blocks.length * kept.length * 8 + STREAM);
  rest.set(state.rest.subarray(0, head));
  blocks.forEach((block, at) => rest.set(new Uint8Array(block.buffer), head + at * kept.length * 8));
  rest.set(state.rest.subarray(end), rest.length - STREAM);
  const scalars = new DataView(rest.buffer);
  scalars.setBigInt64(NO_IMPROVEMENT, 0n, true);
  scalars.setFloat64(BEST_LOSS, Infinity, true);
  scalars.setFloat64(BEST_SCORE, -Infinity, true);
  scalars.setFloat64(STOP, 0, true);
  return { at: state.at, parameters, rest };
}
