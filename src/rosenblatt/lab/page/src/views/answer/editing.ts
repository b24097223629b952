/** Samples of one's own on tables with two inputs: added, moved, deleted, turned to another class; each is one step for undo. */

import { signal } from "@preact/signals";
import { pointsOf } from "../../engine/samples.ts";
import { moment, playing, selection, setup } from "../../store.ts";
import type { Begin, Point } from "../../types.ts";
import type { Lab } from "../lab.ts";
import { type Axes, inputsAt, valueOf } from "./grid.ts";
import type { PlaneVerbs } from "./verbs.ts";

/** A sample while it is dragged: it is drawn there, and trained on once it is dropped. */
export const dragged = signal<{ readonly row: number; readonly x: number; readonly y: number } | null>(null);

/** Train on other samples: a new course that begins with the weights of the moment. */
async function retrain({ changes, player }: Lab, points: readonly Point[], what: string): Promise<void> {
  const [chosen, now, wasPlaying] = [setup.value, moment.value, playing.value];
  if (chosen === null || now === null) return;
  await changes.restartWith({ ...chosen, points }, now.parameters, what);
  if (wasPlaying) await player.play();
}

/** What can be done on the plane of a table; `samples` are those that are drawn. */
export function planeVerbs(lab: Lab, table: Begin, samples: Begin, axes: Axes): PlaneVerbs {
  const points = () => [...(setup.value?.points ?? pointsOf(table))];
  const take = (all: readonly Point[], what: string) => void retrain(lab, all, what);
  const alter = (what: string, row: number, change: Partial<Point>) => {
    const all = points();
    all[row] = { ...(all[row] as Point), ...change };
    take(all, what);
  };
  const moved = (row: number, x: number, y: number): number[] => {
    const values = samples.meta.inputs.map((_, input) => valueOf(samples, row, input));
    [values[axes[0]], values[axes[1]]] = [x, y];
    return values;
  };
  return {
    ask: (x, y) => {
      selection.value = { kind: "place", x: inputsAt(table, axes, [x, y]) };
    },
    select: (row) => {
      selection.value = row === null ? { kind: "nothing" } : { kind: "sample", row };
    },
    add: (x, y, which) => {
      take([...points(), { x: moved(0, x, y), target: which, heldOut: false }], "one more sample");
    },
    move: (row, x, y, done) => {
      dragged.value = done ? null : { row, x, y };
      if (done) alter(`sample ${row + 1} moved`, row, { x: moved(row, x, y) });
    },
    drop: (row) => {
      selection.value = { kind: "nothing" };
      take(points().filter((_, at) => at !== row), `sample ${row + 1} deleted`);
    },
    turn: (row, which) => alter(`sample ${row + 1} turned to another class`, row, { target: which }),
    say: lab.say,
  };
}
