/** The samples that are shown, and which two inputs are the axes of their plane. */

import { computed, signal } from "@preact/signals";
import { samplesOf } from "../../engine/samples.ts";
import { begin, setup } from "../../store.ts";
import type { Begin } from "../../types.ts";
import type { Axes } from "./grid.ts";

/** The inputs that were chosen; those that a table does not have fall back to its first ones. */
export const chosenAxes = signal<Axes>([0, 1]);

export const planeAxes = computed<Axes>(() => {
  const n = begin.value?.nInputs ?? 2;
  const [across, along] = chosenAxes.value;
  return across < n && along < n && across !== along ? [across, along] : [0, Math.min(1, n - 1)];
});

/** The samples of the set-up: those of its table, or one's own, with noise. */
export const samples = computed<Begin | null>(() => (begin.value === null || setup.value === null ? null : samplesOf(begin.value, setup.value)));
