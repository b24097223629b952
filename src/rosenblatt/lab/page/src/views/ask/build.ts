/** The sums behind a neuron and a weight, from the values of the compiled engine. */

import { biasAt, fanIn, fanOut, neuronName, sourceName, weightAt } from "../../shape.ts";
import type { PlanSettings, Shape } from "../../types.ts";
import type { Sum, Term } from "./sums.ts";

/** Pre-activations and activations of every layer, of so many rows: row by row, a number for each neuron. */
export interface Values {
  readonly nRows: number;
  readonly inputs: Float64Array;
  readonly z: readonly Float64Array[];
  readonly a: readonly Float64Array[];
}

/** One step to come: its rows, the deltas of each layer, the gradient, and the parameters after it. */
export interface Step extends Values {
  readonly deltas: readonly Float64Array[];
  readonly gradient: Float64Array;
  readonly after: Float64Array;
}

export interface Known {
  readonly shape: Shape;
  readonly parameters: Float64Array;
  readonly names: readonly string[];
}

/** The value that a layer reads from a source: an input, or a neuron of the layer below. */
export function sourceValue(values: Values, shape: Shape, layer: number, row: number, from: number): number {
  const of = layer === 0 ? values.inputs : values.a[layer - 1];
  return of?.[row * fanIn(shape, layer) + from] ?? Number.NaN;
}

/** z of a neuron: the sum of value times weight, and the bias. */
export function forwardSum({ shape, parameters, names }: Known, values: Values, layer: number, neuron: number): Sum {
  const terms = Array.from({ length: fanIn(shape, layer) }, (_, from) => ({
    name: sourceName(shape, layer, from, names),
    value: sourceValue(values, shape, layer, 0, from),
    factor: parameters[weightAt(shape, layer, from, neuron)] ?? Number.NaN,
  }));
  const bias = parameters[biasAt(shape, layer, neuron)] ?? Number.NaN;
  return { terms, plus: { name: "bias", value: bias }, over: 1, value: values.z[layer]?.[neuron] ?? Number.NaN };
}

/** What reaches a hidden neuron from the deltas above: each times the weight it came through, of one row of a step. */
export function blame({ shape, parameters }: Known, step: Step, layer: number, neuron: number, row: number): readonly Term[] {
  return Array.from({ length: fanOut(shape, layer + 1) }, (_, to) => ({
    name: neuronName(shape, layer + 1, to),
    value: step.deltas[layer + 1]?.[row * fanOut(shape, layer + 1) + to] ?? Number.NaN,
    factor: parameters[weightAt(shape, layer + 1, neuron, to)] ?? Number.NaN,
  }));
}

/** The gradient of a weight: delta times source over the rows of a step, with the penalty, divided by the rows. */
export function gradientSum({ shape, parameters }: Known, step: Step, plan: PlanSettings, place: { layer: number; from: number; to: number }): Sum {
  const { layer, from, to } = place;
  const index = weightAt(shape, layer, from, to);
  const terms = Array.from({ length: step.nRows }, (_, row) => ({
    name: `sample ${row + 1}`,
    value: step.deltas[layer]?.[row * fanOut(shape, layer) + to] ?? Number.NaN,
    factor: sourceValue(step, shape, layer, row, from),
  }));
  const penalty = plan.solver === "adamw" ? 0 : plan.alpha * (parameters[index] ?? 0);
  const plus = penalty === 0 ? null : { name: "penalty × weight", value: penalty };
  return { terms, plus, over: step.nRows, value: step.gradient[index] ?? Number.NaN };
}

/** The gradient of a bias: the deltas over the rows of a step, divided by the rows. */
export function biasGradientSum({ shape }: Known, step: Step, layer: number, neuron: number): Sum {
  const terms = Array.from({ length: step.nRows }, (_, row) => ({
    name: `sample ${row + 1}`,
    value: step.deltas[layer]?.[row * fanOut(shape, layer) + neuron] ?? Number.NaN,
    factor: 1,
  }));
  return { terms, plus: null, over: step.nRows, value: step.gradient[biasAt(shape, layer, neuron)] ?? Number.NaN };
}

/** The step of plain gradient descent, −rate times gradient, where the solver makes that one; else null. */
export function plainStep(plan: PlanSettings, gradient: number, step: number): Sum | null {
  const plain = plan.solver === "sgd" && plan.learning_rate === "constant" && plan.momentum === 0 && plan.max_grad_norm === null && plan.dropout.every((each) => each === 0);
  return plain ? { terms: [{ name: "gradient", value: gradient, factor: -plan.learning_rate_init }], plus: null, over: 1, value: step } : null;
}
