/** The field of the plane in words, on demand: what is predicted where. */

import { useState } from "preact/hooks";
import { gridInputs } from "../../engine/fields.ts";
import { count, number, plain, share } from "../../draw/words.ts";
import { moment } from "../../store.ts";
import type { Begin, Shape } from "../../types.ts";
import { useLab } from "../lab.ts";
import { useNewest } from "../newest.ts";
import { planeAxes } from "./axes.ts";
import { gridOf } from "./grid.ts";
import { winner } from "./scores.ts";
import type { Axis } from "./verbs.ts";

const FINENESS = 30;

export interface InWordsProps {
  readonly table: Begin;
  readonly network: Shape;
  readonly frame: readonly [Axis, Axis];
}

export function InWords(props: InWordsProps) {
  const [open, setOpen] = useState(false);
  return (
    <p class="under">
      <button class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
        the colours in words
      </button>
      {open && <Words {...props} />}
    </p>
  );
}

function Words({ table, network, frame }: InWordsProps) {
  const { asker } = useLab();
  const [parameters, axes] = [moment.value?.parameters, planeAxes.value];
  const outputs = useNewest([table, network, parameters, axes], async () => {
    if (parameters === undefined) return null;
    return asker.forward(network, parameters, gridInputs(gridOf(table, axes, frame, FINENESS)));
  });
  return <span class="note" role="status">{outputs ? wordsOf(table, network, frame, outputs) : ""}</span>;
}

/** What a grid of outputs says, as shares of the plane and place by place. */
export function wordsOf({ meta }: Begin, network: Shape, frame: readonly [Axis, Axis], outputs: Float64Array): string {
  const width = network.sizes[network.sizes.length - 1] ?? 1;
  const of = (place: number) => outputs.subarray(place * width, (place + 1) * width);
  const at = (column: number, row: number) => of(Math.round(row * (FINENESS - 1)) * FINENESS + Math.round(column * (FINENESS - 1)));
  const last = network.activations[network.activations.length - 1] ?? "";
  const isNumber = meta.task.kind === "numbers";
  const name = (values: Float64Array) => (isNumber ? number((values[0] ?? Number.NaN) * meta.task.scale + meta.task.mean) : plain(meta.task.classes[winner(values, last)] ?? ""));
  const lines = [["At the top", 0.1], ["in the middle", 0.5], ["at the bottom", 0.9]] as const;
  const places = lines.map(([where, row]) => `${where} ${[0.1, 0.5, 0.9].map((column) => name(at(column, row))).join(", ")}`);
  const across = `${plain(frame[0].name)} from left to right`;
  const shares = isNumber ? "" : `${sharesOf(meta.task.classes, outputs, width, last)} `;
  return `${shares}${places.join("; ")} (${across}).`;
}

function sharesOf(classes: readonly string[], outputs: Float64Array, width: number, last: string): string {
  const n = outputs.length / width;
  const counts = classes.map(() => 0);
  for (let place = 0; place < n; place += 1) {
    const which = winner(outputs.subarray(place * width, (place + 1) * width), last);
    counts[which] = (counts[which] ?? 0) + 1;
  }
  const some = counts.map((each, which) => [each, which] as const).filter(([each]) => each > 0).sort(([a], [b]) => b - a);
  const named = some.slice(0, 4).map(([each, which]) => `${plain(classes[which])} in ${share(each, n)} of the plane`);
  return `${named.join(", ")}${some.length > 4 ? ` and ${count(some.length - 4, "more class", "more classes")}` : ""}.`;
}
