// The course over the compiled engine: every moment is found again bit for bit, and at the end it is the native one.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setupOf } from "../src/address.ts";
import { Changes } from "../src/engine/changes.ts";
import { Driver } from "../src/engine/course.ts";
import { Player } from "../src/engine/playing.ts";
import * as store from "../src/store.ts";
import type { Begin } from "../src/types.ts";
import { beginOf } from "../src/wire.ts";
import { localEngine } from "./local.ts";

/** A folder of begin documents, each with the digest that native training gives: see tests/lab/test_page.py. */
const FOLDER = process.env["LAB_DOCUMENTS"];

const engine = localEngine();
after(() => engine.close());

const digest = (values: Float64Array): string => createHash("sha256").update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)).digest("hex");
const now = (): string => digest(store.moment.value!.parameters);
const epoch = (n: number, batch = 0) => ({ epoch: n, batch });

async function opened(name: string): Promise<{ driver: Driver; player: Player; changes: Changes; begin: Begin }> {
  const begin = beginOf(new Uint8Array(readFileSync(join(FOLDER!, `${name}.bin`))));
  store.begin.value = begin;
  store.forget();
  store.speed.value = 6;
  const driver = new Driver(engine, () => begin);
  await driver.start(setupOf(begin));
  return { driver, player: new Player(driver), changes: new Changes(driver), begin };
}

const names = FOLDER === undefined ? [] : readdirSync(FOLDER).filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5));

test("there are documents to train on", { skip: FOLDER === undefined }, () => assert.ok(names.length >= 3));

for (const name of names) {
  test(`${name}: the end is that of native training, and every epoch and batch comes back bit for bit`, async () => {
    const expected = JSON.parse(readFileSync(join(FOLDER!, `${name}.json`), "utf8")) as { epochs: number; digest: string };
    const { driver, player } = await opened(name);
    const seen = new Map<string, string>();
    for (let step = 0; step < 10; step++) {
      await player.forward("batch");
      const { at } = store.moment.value!;
      seen.set(`${at.epoch}.${at.batch}`, now());
    }
    for (const part of [0.1, 0.35, 0.7]) {
      const goal = Math.max(11, Math.round(expected.epochs * part));
      await player.play(goal);
      seen.set(`${goal}.0`, now());
    }
    await player.play(expected.epochs);
    assert.deepEqual(store.moment.value!.at, epoch(expected.epochs));
    assert.equal(now(), expected.digest);
    for (const [place, was] of [...seen].reverse()) {
      const [e, b] = place.split(".").map(Number);
      await driver.seek(epoch(e!, b));
      assert.deepEqual(store.moment.value!.at, epoch(e!, b));
      assert.equal(now(), was, `${name} at ${place}`);
    }
    await driver.seek(epoch(expected.epochs));
    assert.equal(now(), expected.digest);
  });
}

test("a changed rate and an edited weight, taken back and done again, are bit for bit the same", { skip: FOLDER === undefined }, async () => {
  const { driver, player, changes } = await opened("xor");
  await player.play(300);
  await changes.plan({ learning_rate_init: 0.01 });
  await player.play(500);
  await changes.parameter(2, 1.5, "weight of h1.3 from x1");
  await player.play(700);
  const end = now();
  await driver.seek(epoch(600));
  const middle = now();
  store.undo();
  await driver.seek(epoch(499));
  store.redo();
  await driver.seek(epoch(600));
  assert.equal(now(), middle);
  await driver.seek(epoch(700));
  assert.equal(now(), end);
});
