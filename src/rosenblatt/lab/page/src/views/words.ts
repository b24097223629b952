// The moment in words, for the live region and the timeline.
import { count, fixed, number, score } from "../draw/words.ts";
import { samples } from "./answer/axes.ts";
import { HISTORY, type Moment } from "../types.ts";

const column = (name: (typeof HISTORY)[number]): number => HISTORY.indexOf(name);

/** Number of rows to train on. */
export function trainingRows(): number {
  return samples.value?.heldOut.reduce((n, part) => n + Number(part === 0), 0) ?? 0;
}

/** "epoch 2,055, loss 0.069, 4 of 4 right". */
export function momentInWords({ at, row, exact, recorded }: Moment): string {
  const place = `epoch ${number(at.epoch)}${at.batch > 0 ? `, batch ${at.batch}` : ""}${exact ? (recorded ? " (recorded)" : "") : " (nearest keyframe)"}`;
  return row === null ? place : [place, ...scores(row)].join(", ");
}

function scores(row: Float64Array): string[] {
  const loss = `loss ${fixed(row[column("loss")] as number, 4)}`;
  // Of a run that the page does not train, not every row is here.
  if (samples.value === null || samples.value.meta.run?.trained === false) return [loss];
  if (samples.value.meta.task.kind !== "classes") return [loss, `R² ${score(row[column("score")] as number)}`];
  const n = trainingRows();
  return [loss, `${number(n - (row[column("mistakes")] as number))} of ${count(n, "sample")} right`];
}
