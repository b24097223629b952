// The course over a small deterministic training: exact rewind, marks, branches, undo.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Changes } from "../src/engine/changes.ts";
import { Driver } from "../src/engine/course.ts";
import { Player } from "../src/engine/playing.ts";
import { curve, firstDifference, marks } from "../src/engine/segments.ts";
import * as store from "../src/store.ts";
import { BEGIN, FakeEngine, SETUP } from "./fake.ts";

let engine: FakeEngine;
let driver: Driver;
let player: Player;
let changes: Changes;

const shown = () => store.shownBranch.value!;
const at = () => store.moment.value!.at;
const weights = () => [...store.moment.value!.parameters];
const epoch = (n: number, batch = 0) => ({ epoch: n, batch });

beforeEach(async () => {
  engine = new FakeEngine();
  driver = new Driver(engine, () => BEGIN);
  player = new Player(driver);
  changes = new Changes(driver);
  store.forget();
  store.speed.value = 6;
  store.course.value = { branches: [], shown: "A", beside: null, former: null };
  await driver.start(SETUP);
});

test("any epoch and any batch in it is found again, to the last bit", async () => {
  const seen = new Map<string, number[]>();
  for (let step = 0; step < 100; step++) {
    await player.forward("batch");
    seen.set(`${at().epoch}.${at().batch}`, weights());
  }
  for (const [name, expected] of [...seen].sort(() => 0.5 - Math.random())) {
    const [e, b] = name.split(".").map(Number);
    await driver.seek(epoch(e!, b));
    assert.deepEqual(at(), epoch(e!, b));
    assert.deepEqual(weights(), expected);
  }
});

test("a rewind trains again only from the nearest keyframe", async () => {
  await player.play(500);
  const before = engine.trained;
  await driver.seek(epoch(333));
  assert.ok(engine.trained - before < 7);
  assert.equal(store.moment.value!.row![0], 333);
});

test("the newest of several orders wins", async () => {
  await player.play(3000);
  await Promise.all([driver.seek(epoch(100)), driver.seek(epoch(2000)), driver.seek(epoch(1234))]);
  assert.deepEqual(at(), epoch(1234));
});

test("a drag shows the closest keyframe at once, and names it as such", async () => {
  await player.play(100);
  driver.preview(epoch(50));
  assert.deepEqual(at(), epoch(49));
  assert.equal(store.moment.value!.exact, false);
  await driver.seek(epoch(50));
  assert.equal(store.moment.value!.exact, true);
});

test("playing pauses where it is asked to, and the history has a row for each epoch", async () => {
  await player.play(120);
  assert.deepEqual(at(), epoch(120));
  assert.equal(store.playing.value, false);
  const { epochs } = curve(driver.segment(shown()), shown().end);
  assert.deepEqual(epochs, Array.from({ length: 120 }, (_, index) => index + 1));
});

test("a change of settings acts from the next epoch, and is a mark", async () => {
  await player.play(20);
  await changes.plan({ learning_rate_init: 0.01 });
  await player.play(30);
  const tip = driver.segment(shown());
  assert.deepEqual(marks(tip).map((mark) => [mark.at, mark.text]), [[epoch(20), "rate 0.01"]]);
  const { epochs } = curve(tip, shown().end);
  assert.equal(epochs.length, 30);
  assert.equal(tip.rows.at(21)![3], 0.01);
});

test("a change inside an epoch waits for its end", async () => {
  await player.play(5);
  await player.forward("batch");
  await changes.plan({ learning_rate_init: 0.5 });
  assert.deepEqual(at(), epoch(5, 1));
  assert.equal(marks(driver.segment(shown())).length, 0);
  await player.play(8);
  assert.deepEqual(marks(driver.segment(shown())).map((mark) => mark.at), [epoch(6)]);
});

test("settings that change twice at one place are one mark and one step of undo", async () => {
  await player.play(10);
  await changes.plan({ learning_rate_init: 0.3 });
  await changes.plan({ learning_rate_init: 0.2 });
  assert.deepEqual(marks(driver.segment(shown())).map((mark) => mark.text), ["rate 0.2"]);
  store.undo();
  assert.equal(store.setup.value!.plan.learning_rate_init, 0.1);
  assert.equal(marks(driver.segment(shown())).length, 0);
});

test("settings before the first epoch are the set-up, not a mark", async () => {
  await changes.plan({ learning_rate_init: 0.3 });
  assert.equal(marks(driver.segment(shown())).length, 0);
  assert.equal(driver.segment(shown()).setup.plan.learning_rate_init, 0.3);
});

test("an edited weight is a mark; undo leads back to the weights before, redo to those after", async () => {
  await player.play(10);
  const before = weights();
  await changes.parameter(3, 2.5, "h1.2 to y");
  assert.equal(weights()[3], 2.5);
  await player.play(20);
  const after = weights();
  store.undo();
  assert.deepEqual(at(), epoch(10));
  assert.deepEqual(weights(), before);
  store.redo();
  assert.deepEqual(at(), epoch(20));
  assert.deepEqual(weights(), after);
  await driver.seek(epoch(15));
  const middle = weights();
  await driver.seek(epoch(20));
  assert.deepEqual(weights(), after);
  await driver.seek(epoch(15));
  assert.deepEqual(weights(), middle);
});

test("playing at a past moment makes a branch; its first difference is named", async () => {
  await player.play(50);
  await driver.seek(epoch(20));
  await changes.plan({ learning_rate_init: 0.02 });
  await player.play(60);
  assert.equal(store.course.value.shown, "B");
  assert.equal(store.course.value.beside, "A");
  const [a, b] = store.course.value.branches.map((branch) => driver.segment(branch));
  assert.equal(firstDifference(a!, b!, epoch(50)), 21);
  await changes.showBranch("A");
  assert.deepEqual(at(), epoch(50));
});

test("only copies of a beginning are dropped, and a ninth branch is refused with a sentence", async () => {
  await player.play(50);
  for (let seed = 0; seed < 7; seed++) await changes.otherSeed();
  assert.equal(store.course.value.branches.map((each) => each.letter).join(""), "ABCDEFGH");
  await changes.otherSeed();
  assert.equal(store.course.value.branches.length, 8);
  assert.match(store.faults.value["branches"]!, /8 branches/);
  await changes.remove("H");
  await changes.otherSeed();
  assert.equal(store.course.value.branches.length, 8);
});

test("same start with another seed differs at epoch 0; same weights with other settings at epoch 1", async () => {
  await player.play(30);
  await changes.otherSeed();
  assert.equal(store.setup.value!.seed, 11);
  const letters = (one: string) => driver.segment(store.course.value.branches.find((each) => each.letter === one)!);
  assert.equal(firstDifference(letters("A"), letters("B"), epoch(0)), 0);
  await changes.showBranch("A");
  await changes.otherSettings();
  assert.deepEqual(at(), epoch(0));
  await changes.plan({ learning_rate_init: 0.05 });
  await player.play(30);
  assert.equal(firstDifference(letters("A"), driver.segment(shown()), epoch(30)), 1);
});

test("a changed shape starts again from the seed, with the former course to compare with", async () => {
  await player.play(30);
  const old = shown();
  await changes.restart({ ...SETUP, hidden: [{ size: 3, activation: "tanh" }] }, "3 neurons");
  assert.deepEqual(at(), epoch(0));
  assert.equal(store.course.value.former!.segment, old.segment);
  store.undo();
  assert.deepEqual(at(), epoch(30));
  assert.equal(store.setup.value!.hidden[0]!.size, 2);
});

test("marks are stops of their own", async () => {
  await player.play(20);
  await changes.plan({ learning_rate_init: 0.01 });
  await player.play(40);
  await player.toMark(-1);
  assert.deepEqual(at(), epoch(20));
  await player.toMark(-1);
  assert.deepEqual(at(), epoch(0));
  await player.toMark(1);
  assert.deepEqual(at(), epoch(20));
  await player.toMark(1);
  assert.deepEqual(at(), epoch(40));
});

test("settings that are changed before the ones before have acted are not lost", async () => {
  await player.play(10);
  const both = [changes.plan({ learning_rate_init: 0.3 }), changes.plan({ alpha: 0.5 })];
  await Promise.all(both);
  assert.equal(store.setup.value!.plan.learning_rate_init, 0.3);
  assert.equal(store.setup.value!.plan.alpha, 0.5);
  assert.deepEqual(marks(driver.segment(shown())).map((mark) => mark.text), ["rate 0.3, penalty 0.5"]);
});

test("settings that wait for the end of an epoch outlast a weight that is set meanwhile", async () => {
  await player.play(5);
  await player.forward("batch");
  await changes.plan({ learning_rate_init: 0.5 });
  await changes.parameter(0, 0.25, "a weight");
  await player.play(8);
  assert.deepEqual(marks(driver.segment(shown())).map((mark) => mark.text), ["a weight 0.25", "rate 0.5"]);
});
