// Documents: what is written is read again, and damaged ones are refused with a sentence.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginOf, packed, planOf, tensors } from "../src/wire.ts";

const META = { lab: 1, plan: { n_iter_no_change: "inf" }, title: "ä <b> \u202e" };
const BYTES = packed(META, { X: { values: new Float64Array([1, NaN, -0, 4]), shape: [2, 2] }, y: { values: new Float64Array([0, 1]), shape: [2] } });

test("arrays and metadata are read as they were written", () => {
  const read = tensors(BYTES);
  assert.deepEqual(read.meta, META);
  assert.deepEqual(read.arrays.get("X"), { values: new Float64Array([1, NaN, -0, 4]), shape: [2, 2] });
  assert.deepEqual(read.arrays.get("y")!.values, new Float64Array([0, 1]));
});

test("a document that is cut anywhere is refused", () => {
  for (let length = 0; length < BYTES.length; length++) assert.throws(() => tensors(BYTES.subarray(0, length)));
});

test("another version asks for a new page, and missing arrays are named", () => {
  assert.throws(() => beginOf(packed({ ...META, lab: 2 }, {})), /version 2, this page reads 1: reload the page/);
  assert.throws(() => beginOf(packed(META, { X: { values: new Float64Array(1), shape: [1, 1] } })), /lacks the array y/);
});

test("infinite numbers of a plan, which JSON does not have, are texts", () => {
  assert.equal(planOf(META.plan as never).n_iter_no_change, Infinity);
});
