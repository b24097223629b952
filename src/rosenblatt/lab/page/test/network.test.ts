import assert from "node:assert/strict";
import { test } from "node:test";
import { biasAt, nParameters, neuronName, weightAt } from "../src/shape.ts";
import type { Selection, Shape } from "../src/types.ts";
import { layOut, nearestEdge } from "../src/views/network/layout.ts";
import { walked } from "../src/views/network/verbs.ts";

const shape: Shape = { sizes: [2, 3, 1], activations: ["tanh", "logistic"], groups: [] };

test("parameters lie as in Python's Network: all weights, then all biases", () => {
  assert.equal(nParameters(shape), 13);
  assert.equal(weightAt(shape, 0, 1, 2), 5);
  assert.equal(weightAt(shape, 1, 2, 0), 8);
  assert.equal(biasAt(shape, 0, 0), 9);
  assert.equal(biasAt(shape, 1, 0), 12);
  assert.equal(neuronName(shape, 0, 1), "h1.2");
  assert.equal(neuronName(shape, 1, 0), "o1");
});

test("arrows reach every neuron, and Enter every weight and bias of one", () => {
  const neuron = (layer: number, at: number): Selection => ({ kind: "neuron", layer, neuron: at });
  assert.deepEqual(walked("ArrowRight", shape, { kind: "nothing" }), neuron(-1, 0));
  assert.deepEqual(walked("ArrowRight", shape, neuron(-1, 1)), neuron(0, 2));
  assert.deepEqual(walked("ArrowDown", shape, neuron(0, 2)), neuron(0, 2));
  assert.deepEqual(walked("ArrowRight", shape, neuron(1, 0)), neuron(1, 0));
  assert.deepEqual(walked("ArrowLeft", shape, neuron(0, 0)), neuron(-1, 0));
  let at = walked("Enter", shape, neuron(0, 2)) as Selection;
  const seen = [at];
  for (let n = 0; n < 3; n += 1) seen.push((at = walked("ArrowDown", shape, at) as Selection));
  const last = { kind: "bias", layer: 0, neuron: 2 };
  assert.deepEqual(seen, [{ kind: "weight", layer: 0, from: 0, to: 2 }, { kind: "weight", layer: 0, from: 1, to: 2 }, last, last]);
  assert.deepEqual(walked("Escape", shape, at), neuron(0, 2));
});

test("a press finds the edge that is drawn there", () => {
  const layout = layOut(shape, 600, [2, 1]);
  assert.equal(layout.edges.length, 9);
  const [x, y, endX, endY] = layout.edges[5]?.curve ?? [0, 0, 0, 0];
  assert.equal(nearestEdge(layout, (x + endX) / 2, (y + endY) / 2, 6)?.index, 5);
  assert.equal(nearestEdge(layout, 300, -50, 6), null);
});
