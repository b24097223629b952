import assert from "node:assert/strict";
import { test } from "node:test";
import { logTicks, ticks, tickTexts } from "../src/draw/ticks.ts";

test("ticks stand at few round numbers", () => {
  assert.deepEqual(ticks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(-0.25, 1.25, 5), [0, 0.5, 1]);
  assert.deepEqual(ticks(4.3, 7.9), [5, 6, 7]);
  assert.deepEqual(ticks(0, 3, 6, true), [0, 1, 2, 3]);
  assert.deepEqual(ticks(2, 2), [2]);
});

test("all ticks of an axis have as many decimals as their distance asks for", () => {
  assert.deepEqual(tickTexts([0, 0.5, 1]), ["0.0", "0.5", "1.0"]);
  assert.deepEqual(tickTexts([-0.25, 0, 0.25]), ["−0.25", "0.00", "0.25"]);
  assert.deepEqual(tickTexts([0, 5000, 10000]), ["0", "5,000", "10,000"]);
});

test("ticks of a logarithmic axis are powers of ten, and 2 and 5 where there are few", () => {
  assert.deepEqual(logTicks(1, 100), [1, 2, 5, 10, 20, 50, 100]);
  assert.deepEqual(logTicks(1, 1e5), [1, 10, 100, 1000, 10000, 100000]);
});
