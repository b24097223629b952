/** Rows of a table as it has them, and as the network reads them. */

import { fixed, number } from "../../draw/words.ts";
import type { Begin } from "../../types.ts";
import type { TableOf } from "../table.tsx";

const PARTS = ["to train on", "held out", "for early stopping"];

/** The first rows of the table, as texts. */
export function rawTable({ meta }: Begin): TableOf {
  const kinds = new Map(meta.columns.map((column) => [column.name, column.kind]));
  return {
    caption: "As the table has them",
    columns: meta.columns.map(({ name }) => ({ name, isNumber: kinds.get(name) === "number" })),
    nRows: meta.rows.length,
    row: (at) => (meta.rows[at] ?? []).map((text) => text ?? "missing"),
  };
}

/** The samples that are drawn and trained on, in the units of the table. */
export function samplesTable(begin: Begin): TableOf {
  const { meta, X, nInputs } = begin;
  return {
    ...preparedTable(begin),
    caption: "Samples",
    row: (at) => [
      ...meta.inputs.map(({ mean, scale }, input) => number((X[at * nInputs + input] ?? Number.NaN) * scale + mean)),
      targetText(begin, at),
      PARTS[begin.heldOut[at] ?? 0] ?? "",
    ],
  };
}

/** Prepared inputs and targets of the rows in the order of the training: (value − mean) / scale. */
export function preparedTable(begin: Begin): TableOf {
  const { meta, X, nInputs } = begin;
  return {
    caption: "As the network reads them",
    columns: [
      ...meta.inputs.map(({ name }) => ({ name, isNumber: true })),
      { name: meta.task.target, isNumber: meta.task.kind === "numbers" },
      { name: "part", isNumber: false },
    ],
    nRows: begin.nRows,
    row: (at) => [
      ...Array.from({ length: nInputs }, (_, input) => fixed(X[at * nInputs + input] ?? Number.NaN)),
      targetText(begin, at),
      PARTS[begin.heldOut[at] ?? 0] ?? "",
    ],
  };
}

/** A row's target in the words of the table. */
export function targetText({ meta, y, nRows }: Begin, row: number): string {
  const width = y.length / nRows;
  const value = y[row * width] ?? Number.NaN;
  if (meta.task.kind === "classes") return meta.task.classes[value] ?? "none of the classes";
  return number(value * meta.task.scale + meta.task.mean);
}
