// Addresses: a round trip over 1,000 random set-ups, and what is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as address from "../src/address.ts";
import type { Setup } from "../src/types.ts";
import { BEGIN, PLAN } from "./fake.ts";

const WHOLE = {
  ...BEGIN,
  meta: {
    ...BEGIN.meta, loss: "binary_log_loss", plan: {
      ...PLAN, loss: "binary_log_loss", alpha: 1e-4, batch_size: null, learning_rate: "constant", power_t: 0.5, shuffle: true, tol: 1e-4,
      n_iter_no_change: 10, early_stopping: false, momentum: 0.9, nesterovs_momentum: true, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8,
      loss_parameter: null, max_grad_norm: null,
    },
  },
} as typeof BEGIN;

let state = 12345;
const random = (): number => ((state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31);
const some = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
const whole = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));

function randomSetup(): Setup {
  const own = address.setupOf(WHOLE);
  const hidden = Array.from({ length: whole(0, 8) }, () => ({ size: whole(1, 128), activation: some(address.ACTIVATIONS) }));
  return {
    ...own, hidden, scheme: some(address.SCHEMES), seed: whole(0, address.MOST_SEED), model: some(["mlp", "perceptron"] as const),
    noise: { labels: some([0, random()]), places: some([0, random()]) },
    plan: {
      ...own.plan, solver: some(address.SOLVERS), learning_rate: some(address.SCHEDULES), learning_rate_init: 10 ** (-300 * random()),
      alpha: some([0, random() * 1e-9, 1e21]), batch_size: some([null, whole(1, 200_000)]), momentum: random(), tol: random(),
      nesterovs_momentum: some([true, false]), shuffle: some([true, false]), early_stopping: some([true, false]),
      n_iter_no_change: some([Infinity, 1, 2.5]), max_iter: whole(1, 1e15), max_grad_norm: some([null, random() + 1e-9]),
      dropout: some([[], hidden.map(() => random())]), beta_1: random(), beta_2: random(), epsilon: random() + 1e-12, power_t: random(),
    },
  };
}

test("1,000 random set-ups come back from their address", () => {
  for (let time = 0; time < 1000; time++) {
    const setup = randomSetup();
    const at = some([{ epoch: 0, batch: 0 }, { epoch: whole(0, 1e9), batch: whole(0, 99) }]);
    const text = address.writeAddress(WHOLE, setup, at, "n1.2-b");
    assert.ok(text.length <= address.MOST_CHARACTERS);
    const read = address.readAddress(text, WHOLE);
    assert.deepEqual(read.sentences, []);
    assert.deepEqual(read.setup, setup);
    assert.deepEqual(read.at, at);
    assert.equal(read.show, "n1.2-b");
  }
});

test("the address of the set-up that a table opens with is short", () => {
  assert.equal(address.writeAddress(WHOLE, address.setupOf(WHOLE), { epoch: 2055, batch: 0 }, ""), "#lab=1&table=xor&at=2055");
});

test("the address of the documentation is read", () => {
  const read = address.readAddress("#lab=1&table=xor&hidden=5.tanh&seed=10&solver=adam&rate=0.001&batch=4&at=2055&show=h1.2", WHOLE);
  assert.deepEqual(read.sentences, []);
  assert.deepEqual(read.setup!.hidden, [{ size: 5, activation: "tanh" }]);
  assert.equal(read.setup!.plan.batch_size, 4);
  assert.deepEqual(address.selectionOf(read.show!, [2, 5, 1], 4), { kind: "neuron", layer: 0, neuron: 1 });
});

const WRONG: [string, RegExp][] = [
  ["hidden=9999.tanh", /hidden must be .* at most 128, got 9999\.tanh/],
  ["hidden=5.sin", /hidden must be one of identity/],
  ["hidden=1,1,1,1,1,1,1,1,1", /at most 8 hidden layers/],
  ["rate=-1", /rate must be a number above 0/],
  ["rate=0x10", /rate must be/],
  ["seed=1.5", /seed must be a whole number/],
  ["colour=red", /no setting called colour/],
  ["constructor=1", /no setting called constructor/],
  ["at=-3", /at must be an epoch/],
  ["solver=%3Cimg%20onerror%3E", /solver must be one of/],
  ["lab=2", /version 2/],
];

for (const [text, expected] of WRONG) {
  test(`${text} gets the default and a sentence`, () => {
    const read = address.readAddress(`#table=xor&${text}`, WHOLE);
    assert.equal(read.sentences.length, 1);
    assert.match(read.sentences[0]!, expected);
    assert.deepEqual(read.setup, address.setupOf(WHOLE));
  });
}

test("more than 2,000 characters are ignored as a whole", () => {
  const read = address.readAddress(`#seed=3&${"a".repeat(3000)}`, WHOLE);
  assert.equal(read.setup!.seed, 10);
  assert.match(read.sentences[0]!, /3008 characters/);
});

test("every selection comes back", () => {
  const all = [
    { kind: "neuron", layer: 0, neuron: 3 }, { kind: "weight", layer: 1, from: 4, to: 0 }, { kind: "bias", layer: 0, neuron: 1 }, { kind: "sample", row: 2 },
    { kind: "nothing" },
  ] as const;
  for (const each of all) assert.deepEqual(address.selectionOf(address.showOf(each), [2, 5, 1], 4), each);
  assert.deepEqual(address.selectionOf("n1.9", [2, 5, 1], 4), { kind: "nothing" });
});
