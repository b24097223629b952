/** The sample or place that questions are about: the last one selected, else the first mistake or the first sample. */

import { computed, effect, signal } from "@preact/signals";
import { number, plain } from "../../draw/words.ts";
import { begin, selection } from "../../store.ts";
import type { Begin } from "../../types.ts";
import { samples } from "../answer/axes.ts";
import { valueOf } from "../answer/grid.ts";
import { targetText } from "../data/preparation.ts";

type Chosen = { readonly kind: "sample"; readonly row: number } | { readonly kind: "place"; readonly x: readonly number[] };

const chosen = signal<Chosen>({ kind: "sample", row: 0 });

effect(() => {
  const now = selection.value;
  if (now.kind === "sample" || now.kind === "place") chosen.value = now;
});

export interface Subject {
  /** "sample 3" or "the place". */
  readonly name: string;
  /** "x1 = 0, x2 = 1". */
  readonly words: string;
  /** As the network reads it. */
  readonly inputs: Float64Array;
  /** The row of a sample; null for a place. */
  readonly row: number | null;
  /** The true class or number; null for a place. */
  readonly truth: string | null;
}

const MOST_NAMED = 4;

export const subject = computed<Subject | null>(() => {
  const [table, shown, now] = [begin.value, samples.value, chosen.value];
  if (table === null || shown === null) return null;
  if (now.kind === "place" && now.x.length === shown.nInputs) return placeOf(shown, now.x);
  const row = now.kind === "sample" && now.row < shown.nRows ? now.row : 0;
  const values = shown.meta.inputs.map((_, input) => valueOf(shown, row, input));
  return {
    name: `sample ${row + 1}`,
    words: wordsOf(shown, values),
    inputs: shown.X.slice(row * shown.nInputs, (row + 1) * shown.nInputs),
    row,
    truth: targetText(shown, row),
  };
});

function placeOf(shown: Begin, values: readonly number[]): Subject {
  const inputs = Float64Array.from(shown.meta.inputs, ({ mean, scale }, input) => ((values[input] ?? 0) - mean) / scale);
  return { name: "the place", words: wordsOf(shown, values), inputs, row: null, truth: null };
}

function wordsOf({ meta }: Begin, values: readonly number[]): string {
  const some = meta.inputs.slice(0, MOST_NAMED).map(({ name }, input) => `${plain(name)} = ${number(values[input] ?? Number.NaN)}`);
  return meta.inputs.length > MOST_NAMED ? `${some.join(", ")}, …` : some.join(", ");
}
