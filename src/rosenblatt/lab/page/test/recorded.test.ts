// Runs in the page: their snapshots untouched, played and rested on, and trained on from bit for bit as they were recorded.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setupOf } from "../src/address.ts";
import { Changes } from "../src/engine/changes.ts";
import { Driver } from "../src/engine/course.ts";
import { Player } from "../src/engine/playing.ts";
import { rowsDiffer, sameNumbers } from "../src/engine/segments.ts";
import { scriptOf } from "../src/python.ts";
import * as store from "../src/store.ts";
import type { Recorded } from "../src/engine/recorded.ts";
import type { Begin } from "../src/types.ts";
import { beginOf } from "../src/wire.ts";
import { localEngine } from "./local.ts";

/** A folder whose runs/ has documents of runs that were trained with the baseline instruction set: see tests/lab/documents.py. */
const FOLDER = process.env["LAB_DOCUMENTS"];
const skip = FOLDER === undefined;

const engine = localEngine();
after(() => engine.close());

const now = () => store.moment.value!;
const branches = () => store.course.value.branches;

async function opened(name: string): Promise<{ driver: Driver; player: Player; changes: Changes; begin: Begin; run: Recorded }> {
  const begin = beginOf(new Uint8Array(readFileSync(join(FOLDER!, "runs", `${name}.bin`))));
  store.begin.value = begin;
  store.forget();
  store.faults.value = {};
  store.speed.value = 6;
  const driver = new Driver(engine, () => begin);
  await driver.open(begin.recorded!, setupOf(begin));
  return { driver, player: new Player(driver), changes: new Changes(driver), begin, run: begin.recorded! };
}

test("a run opens at its end, and every snapshot is shown untouched", { skip }, async () => {
  const { driver, run } = await opened("epochs");
  assert.deepEqual(now().at, { epoch: 60, batch: 0 });
  assert.equal(now().row![0], 60);
  for (const at of [60, 31, 0]) {
    await driver.seek({ epoch: at, batch: 0 });
    assert.ok(now().recorded && now().exact);
    assert.ok(sameNumbers(now().parameters, run.states[at]!.parameters));
  }
});

test("a drag rests on the nearest snapshot", { skip }, async () => {
  const { driver } = await opened("early");
  for (const [goal, rests] of [[6, 5], [4, 5], [11, 10], [400, 12]]) {
    driver.preview({ epoch: goal!, batch: 0 });
    assert.deepEqual([now().at.epoch, now().exact], [rests, true]);
    await driver.seek({ epoch: goal!, batch: 0 });
    assert.equal(now().at.epoch, rests);
  }
});

test("play steps through the snapshots, from the end again from the start, and pauses at the end", { skip }, async () => {
  const { player } = await opened("early");
  const seen: number[] = [];
  const stop = store.moment.subscribe((moment) => seen.push(moment!.at.epoch));
  await player.play();
  stop();
  assert.deepEqual(seen.slice(1), [0, 5, 10, 12]);
  assert.equal(store.playing.value, false);
  assert.equal(branches().length, 1);
  await player.back();
  const before = now().at.epoch;
  await player.forward("epoch");
  assert.equal(now().at.epoch, 12);
  assert.ok(before < now().at.epoch);
});

for (const name of ["epochs", "steps", "early", "perceptron", "averaged", "branch"]) {
  test(`${name}: what the page trains on from a snapshot is what was recorded, bit for bit`, { skip }, async () => {
    const { driver, player, run } = await opened(name);
    const last = run.states.at(-1)!;
    for (const share of [0, 0.4, 0.75]) {
      store.course.value = { ...store.course.value, shown: "A", beside: null };
      const from = run.states[Math.floor(share * run.states.length)]!;
      await driver.seek(from.at);
      assert.deepEqual(now().at, from.at);
      store.speed.value = 6;
      void player.resume();
      while (!branches().some(({ letter, end }) => letter === store.course.value.shown && letter !== "A" && end.epoch >= last.at.epoch)) await new Promise((done) => setTimeout(done, 5));
      player.pause();
      await driver.seek(last.at);
      assert.equal(now().recorded, false, `${name} from ${share}`);
      assert.deepEqual(now().at, last.at);
      assert.ok(sameNumbers(now().parameters, last.parameters), `${name} from ${share}`);
      assert.ok(!rowsDiffer(now().row!, run.rows.slice(-9)), `${name}: the last row`);
    }
    assert.equal(branches().length, 4);
  });
}

test("steps of an epoch have places of their own along the curve", { skip }, async () => {
  const { run } = await opened("perceptron steps");
  const inside = run.states.find(({ at }) => at.epoch === 1 && at.batch === 40)!;
  assert.ok(run.place(inside.at) > 1.2 && run.place(inside.at) < 1.6);
  assert.deepEqual(run.nearest(run.place(inside.at) + 0.001), inside.at);
  assert.deepEqual(run.nearest(99), run.states.at(-1)!.at);
});

test("a perceptron continues from a snapshot inside an epoch with a new one", { skip }, async () => {
  const { driver, player, run } = await opened("perceptron steps");
  const inside = run.states.find(({ at }) => at.epoch === 1 && at.batch > 20)!;
  await driver.seek(inside.at);
  assert.deepEqual(now().at, inside.at);
  await player.resume().then(() => undefined, () => assert.fail());
  assert.ok(branches().length === 2);
});

test("a changed setting at a snapshot makes a branch, and undo brings the run back", { skip }, async () => {
  const { driver, player, changes, run } = await opened("epochs");
  await driver.seek({ epoch: 20, batch: 0 });
  await changes.plan({ learning_rate_init: 0.01 });
  assert.equal(branches().length, 2);
  await player.play(40);
  assert.deepEqual(now().at, { epoch: 40, batch: 0 });
  assert.ok(!sameNumbers(now().parameters, run.states[40]!.parameters));
  await driver.seek({ epoch: 12, batch: 0 });
  assert.ok(now().recorded && sameNumbers(now().parameters, run.states[12]!.parameters));
  store.undo();
  assert.equal(branches().length, 1);
  assert.ok(now().recorded);
});

test("the same weights with other settings begin at the first snapshot", { skip }, async () => {
  const { changes, run } = await opened("epochs");
  await changes.otherSettings();
  assert.deepEqual([now().at.epoch, now().recorded, branches().length], [0, false, 2]);
  assert.ok(sameNumbers(now().parameters, run.states[0]!.parameters));
});

test("the step after a snapshot is computed from its state", { skip }, async () => {
  const { driver, run } = await opened("epochs");
  await driver.seek({ epoch: 30, batch: 0 });
  const step = await driver.stepAfter(now().at);
  assert.ok(sameNumbers(step!.after, run.states[31]!.parameters), "an epoch of XOR is one batch");
  assert.ok(now().recorded);
});

for (const [name, sentence] of [["lbfgs", /does not train with lbfgs/], ["memory", /does not train recurrent networks/], ["unrecorded", /was not recorded/]] as const) {
  test(`${name}: it is shown and not continued, in a sentence`, { skip }, async () => {
    const { driver, player, begin, run } = await opened(name);
    assert.ok(sameNumbers(now().parameters, run.states.at(-1)!.parameters));
    assert.match(begin.meta.run!.why, sentence);
    assert.equal(await driver.stepAfter(now().at), null);
    await player.resume();
    assert.equal(branches().length, 1);
    assert.match(store.faults.value["training"]!, sentence);
  });
}

test("a snapshot is taken away as the lines that open it", { skip }, async () => {
  const { driver, begin } = await opened("epochs");
  await driver.seek({ epoch: 7, batch: 0 });
  assert.match(scriptOf(begin, driver.segment(store.shownBranch.value!), now().at), /Recording\.open\(".*epochs\/recording\.bin"\)\nnetwork = recording\[7\]/);
});
