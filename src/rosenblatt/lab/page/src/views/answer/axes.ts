/** The samples that are shown, and which two inputs are the axes of their plane. */

import { computed, signal } from "@preact/signals";
import { samplesOf } from "../../engine/samples.ts";
import { begin, setup } from "../../store.ts";
import type { Begin } from "../../types.ts";
import { type Axes, mainAxes } from "./grid.ts";

/** The inputs that were chosen for a table; null until then. */
const chosen = signal<{ readonly table: Begin; readonly axes: Axes } | null>(null);

/** The axes of the plane: those that were chosen, else the two inputs that say most about the target. */
export const planeAxes = computed<Axes>(() => {
  const table = begin.value;
  if (table === null) return [0, 1];
  return chosen.value?.table === table ? chosen.value.axes : mainAxes(table);
});

export function chooseAxes(axes: Axes): void {
  if (begin.value !== null) chosen.value = { table: begin.value, axes };
}

/** The samples of the set-up: those of its table, or one's own, with noise; null where the page does not compute predictions. */
export const samples = computed<Begin | null>(() => (begin.value === null || setup.value === null || begin.value.meta.run?.unanswered ? null : samplesOf(begin.value, setup.value)));
