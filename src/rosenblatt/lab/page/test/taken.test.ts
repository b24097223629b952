// Trains courses over the compiled engine, and writes the code that the page gives away with the parameters that it shows.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setupOf } from "../src/address.ts";
import { Changes } from "../src/engine/changes.ts";
import { Driver } from "../src/engine/course.ts";
import { Player } from "../src/engine/playing.ts";
import { pointsOf } from "../src/engine/samples.ts";
import { scriptOf } from "../src/python.ts";
import * as store from "../src/store.ts";
import type { PlanSettings, Setup } from "../src/types.ts";
import { beginOf } from "../src/wire.ts";
import { localEngine } from "./local.ts";

/** A folder with courses.json and the begin documents that it names: see tests/lab/test_taken.py. */
const FOLDER = process.env["LAB_TAKEN"];

type Order =
  | readonly ["play", number]
  | readonly ["batch"]
  | readonly ["seek", number]
  | readonly ["plan", Partial<PlanSettings>]
  | readonly ["weight", number, number]
  | readonly ["rule", object]
  | readonly ["seek", number]
  | readonly ["drop", number, number]
  | readonly ["setup", Partial<Setup>]
  | readonly ["move", number, readonly number[]]
  | readonly ["delete class", number];

interface Course {
  readonly name: string;
  readonly orders: readonly Order[];
}

const engine = localEngine();
after(() => engine.close());

async function train({ name, orders }: Course): Promise<void> {
  const begin = beginOf(new Uint8Array(readFileSync(join(FOLDER!, `${name}.bin`))));
  store.begin.value = begin;
  store.forget();
  store.speed.value = 6;
  const driver = new Driver(engine, () => begin);
  await (begin.recorded ? driver.open(begin.recorded, setupOf(begin)) : driver.start(setupOf(begin)));
  const [player, changes] = [new Player(driver), new Changes(driver)];
  for (const [verb, ...given] of orders) {
    const setup = store.setup.value!;
    const points = setup.points ?? pointsOf(begin);
    if (verb === "play") await player.play(given[0] as number, true);
    else if (verb === "seek") await driver.seek({ epoch: given[0] as number, batch: 0 });
    else if (verb === "batch") await player.forward("batch");
    else if (verb === "plan") await changes.plan(given[0] as Partial<PlanSettings>);
    else if (verb === "weight") await changes.parameter(given[0] as number, given[1] as number, "weight");
    else if (verb === "seek") await driver.seek({ epoch: given[0] as number, batch: 0 });
    else if (verb === "rule") await changes.plan({ rule: { ...setup.plan.rule!, ...(given[0] as object) } });
    else if (verb === "drop") {
      const [layer, neuron] = given as [number, number];
      const hidden = setup.hidden.map((each, at) => (at === layer ? { ...each, size: each.size - 1 } : each));
      await changes.dropNeuron({ ...setup, hidden }, layer, neuron, "deleted");
    } else if (verb === "setup") await changes.restart({ ...setup, ...(given[0] as Partial<Setup>) }, "another set-up");
    else if (verb === "move") await changes.restart({ ...setup, points: points.map((point, at) => (at === given[0] ? { ...point, x: given[1] as number[] } : point)) }, "moved");
    else await changes.restart({ ...setup, points: points.filter((point) => point.target !== given[0]) }, "deleted");
  }
  const [branch, now] = [store.shownBranch.value!, store.moment.value!];
  writeFileSync(join(FOLDER!, `${name}.py`), scriptOf(begin, driver.segment(branch), now.at));
  writeFileSync(join(FOLDER!, `${name}.parameters`), new Uint8Array(now.parameters.slice().buffer));
}

if (FOLDER !== undefined) {
  test("the courses that are taken away are trained", async () => {
    const courses = JSON.parse(readFileSync(join(FOLDER, "courses.json"), "utf8")) as Course[];
    assert.ok(courses.length >= 12);
    for (const course of courses) await train(course);
  });
}
