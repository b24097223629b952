import assert from "node:assert/strict";
import { test } from "node:test";
import { added, agrees, type Sum } from "../src/views/ask/sums.ts";
import { forwardSum, gradientSum, plainStep, type Step } from "../src/views/ask/build.ts";
import type { PlanSettings, Shape } from "../src/types.ts";

const shape: Shape = { sizes: [2, 1], activations: ["identity"], groups: [] };
const known = { shape, parameters: Float64Array.of(0.5, -2, 0.25), names: ["x1", "x2"] };
const plan = { solver: "sgd", learning_rate: "constant", learning_rate_init: 0.5, alpha: 0.1, momentum: 0, max_grad_norm: null, dropout: [] as number[] } as unknown as PlanSettings;
const step: Step = {
  nRows: 2,
  inputs: Float64Array.of(3, 4, 1, 0),
  z: [],
  a: [],
  deltas: [Float64Array.of(2, -1)],
  gradient: Float64Array.of((2 * 3 - 1 * 1 + 0.1 * 0.5) / 2, 0, 0.5),
  after: Float64Array.of(0, 0, 0),
};

test("a neuron's sum is each value times its weight, and the bias", () => {
  const values = { nRows: 1, inputs: Float64Array.of(3, 4), z: [Float64Array.of(-6.25)], a: [Float64Array.of(-6.25)] };
  const sum = forwardSum(known, values, 0, 0);
  assert.deepEqual(sum.terms.map(({ name, value, factor }) => [name, value, factor]), [["x1", 3, 0.5], ["x2", 4, -2]]);
  assert.equal(added(sum), 3 * 0.5 + 4 * -2 + 0.25);
  assert.ok(agrees(sum));
});

test("a gradient is delta times source over the samples, with the penalty, divided by the samples", () => {
  const sum = gradientSum(known, step, plan, { layer: 0, from: 0, to: 0 });
  assert.equal(added(sum), (2 * 3 + -1 * 1 + 0.1 * 0.5) / 2);
  assert.ok(agrees(sum));
  const decayed = gradientSum(known, step, { ...plan, solver: "adamw" }, { layer: 0, from: 0, to: 0 });
  assert.equal(decayed.plus, null);
});

test("a sum that is not the engine's value is found, one that differs by rounding is not", () => {
  const sum: Sum = { terms: [{ name: "x", value: 1, factor: 3 }], plus: null, over: 1, value: 3 };
  assert.ok(agrees({ ...sum, value: 3 * (1 + 0.9e-9) }));
  assert.ok(!agrees({ ...sum, value: 3 * (1 + 1.1e-9) }));
  assert.ok(!agrees({ ...sum, value: Number.NaN }));
  const cancelling = { ...sum, terms: [{ name: "a", value: 0.1, factor: 3 }], plus: { name: "bias", value: -0.3 } };
  assert.ok(agrees({ ...cancelling, value: 0 }));
  assert.ok(!agrees({ ...cancelling, value: 1e-12 }));
});

test("only plain gradient descent is shown as rate times gradient", () => {
  assert.equal(added(plainStep(plan, 2, -1) as Sum), -1);
  assert.equal(plainStep({ ...plan, momentum: 0.9 }, 2, -1), null);
  assert.equal(plainStep({ ...plan, learning_rate: "adaptive" }, 2, -1), null);
  assert.equal(plainStep({ ...plan, solver: "adam" }, 2, -1), null);
});
