/** The parameters of a network as rows. */

import { number } from "../../draw/words.ts";
import { biasAt, fanIn, fanOut, layers, neuronName, nParameters, sourceName, weightAt } from "../../shape.ts";
import type { TableOf } from "../table.tsx";
import type { NetworkProps } from "./props.ts";

/** Every weight and bias, neuron by neuron. */
export function parametersTable({ shape, parameters, inputs }: Pick<NetworkProps, "shape" | "parameters" | "inputs">): TableOf {
  const rows: [neuron: string, source: string, index: number][] = [];
  for (const layer of layers(shape)) {
    for (let to = 0; to < fanOut(shape, layer); to += 1) {
      const name = neuronName(shape, layer, to);
      for (let from = 0; from < fanIn(shape, layer); from += 1) {
        rows.push([name, sourceName(shape, layer, from, inputs), weightAt(shape, layer, from, to)]);
      }
      rows.push([name, "bias", biasAt(shape, layer, to)]);
    }
  }
  return {
    caption: `Network ${shape.sizes.join("-")}: its ${nParameters(shape)} weights and biases`,
    columns: [
      { name: "neuron", isNumber: false },
      { name: "from", isNumber: false },
      { name: "weight", isNumber: true },
    ],
    nRows: rows.length,
    row: (at) => {
      const [neuron, source, index] = rows[at] ?? ["", "", -1];
      return [neuron, source, number(parameters[index] ?? Number.NaN, 6)];
    },
  };
}
