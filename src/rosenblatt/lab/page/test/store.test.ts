// Undo and redo, rows of the history, keyframes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_ROWS, Rows, WIDTH } from "../src/engine/history.ts";
import { fit, Keyframes } from "../src/engine/keyframes.ts";
import * as store from "../src/store.ts";
import { SETUP } from "./fake.ts";

const rows = (from: number, to: number): Float64Array => {
  const made = new Float64Array((to - from + 1) * WIDTH);
  for (let epoch = from; epoch <= to; epoch++) made[(epoch - from) * WIDTH] = epoch;
  return made;
};

test("undo goes 100 steps back and redo as many forward", () => {
  store.forget();
  store.setup.value = SETUP;
  for (let seed = 1; seed <= 120; seed++) store.change(`seed ${seed}`, () => (store.setup.value = { ...SETUP, seed }));
  let steps = 0;
  while (store.undo() !== null) steps += 1;
  assert.equal(steps, 100);
  assert.equal(store.setup.value.seed, 20);
  while (store.redo() !== null) steps -= 1;
  assert.equal(steps, 0);
  assert.equal(store.setup.value.seed, 120);
});

test("a new change forgets what could be redone", () => {
  store.forget();
  store.change("one", () => (store.setup.value = { ...SETUP, seed: 1 }));
  store.undo();
  store.change("two", () => (store.setup.value = { ...SETUP, seed: 2 }));
  assert.equal(store.redo(), null);
  assert.equal(store.undoable.value, "two");
});

test("rows are exact to 100,000 epochs, then every second stays, with the first and the last", () => {
  const kept = new Rows();
  kept.append(rows(1, MOST_ROWS));
  assert.equal(kept.length, MOST_ROWS);
  assert.equal(kept.at(77_777)![0], 77_777);
  kept.append(rows(MOST_ROWS + 1, 2 * MOST_ROWS + 11));
  assert.ok(kept.length <= MOST_ROWS);
  assert.equal(kept.epoch(0), 1);
  assert.equal(kept.epoch(kept.length - 1), 2 * MOST_ROWS + 11);
  assert.equal(kept.at(100_000)![0], 100_000);
  kept.append(rows(5, 200));
  assert.equal(kept.epoch(kept.length - 1), 2 * MOST_ROWS + 11);
});

test("keyframes beyond the limit go by halves, the last stays", () => {
  const all = [new Keyframes(), new Keyframes()];
  for (let epoch = 1; epoch <= 64; epoch++) {
    all[0]!.add({ at: { epoch, batch: 0 }, parameters: new Float64Array(1), rest: new Uint8Array(92) });
  }
  fit(all, 3200);
  assert.ok(all[0]!.bytes <= 3200);
  assert.deepEqual(all[0]!.nearest({ epoch: 64, batch: 0 })!.at, { epoch: 64, batch: 0 });
  assert.equal(all[0]!.nearest({ epoch: 0, batch: 2 }), null);
});
