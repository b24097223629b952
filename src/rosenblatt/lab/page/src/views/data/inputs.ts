/** A table with some of its columns as inputs: the document of a training that ignores the others. */

import type { Begin } from "../../types.ts";

/** The columns that inputs come from, in their order. */
export function inputColumns({ meta }: Begin): string[] {
  return [...new Set(meta.inputs.map(({ column }) => column))];
}

/** The document with the inputs of these columns alone; its weights follow from the seed. */
export function restricted(whole: Begin, columns: readonly string[]): Begin {
  const kept = whole.meta.inputs.map((_, input) => input).filter((input) => columns.includes(whole.meta.inputs[input]?.column ?? ""));
  if (kept.length === whole.nInputs) return whole;
  const n = kept.length;
  const X = new Float64Array(whole.nRows * n);
  for (let row = 0; row < whole.nRows; row += 1) {
    kept.forEach((input, at) => {
      X[row * n + at] = whole.X[row * whole.nInputs + input] ?? Number.NaN;
    });
  }
  const { meta } = whole;
  const inputs = kept.map((input) => meta.inputs[input] as Begin["meta"]["inputs"][number]);
  const features = inputColumns(whole).filter((column) => columns.includes(column));
  const settings = { ...meta.settings, features };
  return { ...whole, meta: { ...meta, inputs, settings, sizes: [n, ...meta.sizes.slice(1)] }, X, nInputs: n, parameters: new Float64Array(), randomKey: null, components: undefined };
}
