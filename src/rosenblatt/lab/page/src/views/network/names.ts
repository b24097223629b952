/** What is selected in a network, in words. */

import { signed } from "../../draw/words.ts";
import { layerName, neuronName, parameterAt, sourceName } from "../../shape.ts";
import type { Selection, Shape } from "../../types.ts";

/** "weight of h1.2 from x1", "bias of o1", "neuron h1.2", "input x1"; empty without a selection in the network. */
export function selectionName(shape: Shape, selection: Selection, inputs: readonly string[]): string {
  if (selection.kind === "weight") {
    const { layer, from, to } = selection;
    return `weight of ${neuronName(shape, layer, to)} from ${sourceName(shape, layer, from, inputs)}`;
  }
  if (selection.kind === "bias") return `bias of ${neuronName(shape, selection.layer, selection.neuron)}`;
  if (selection.kind !== "neuron") return "";
  const { layer, neuron } = selection;
  return layer < 0 ? `input ${sourceName(shape, 0, neuron, inputs)}` : `neuron ${neuronName(shape, layer, neuron)}`;
}

/** The name of the diagram, with what is selected and its value. */
export function nameOf(shape: Shape, selection: Selection, inputs: readonly string[], parameters: Float64Array): string {
  const name = `Network ${shape.sizes.join("-")}`;
  const selected = selectionName(shape, selection, inputs);
  const index = parameterAt(shape, selection);
  if (index !== null) return `${name}: ${selected}, ${signed(parameters[index] ?? 0)}`;
  if (selection.kind !== "neuron" || selection.layer < 0) return selected ? `${name}: ${selected}` : name;
  return `${name}: ${selected}, ${shape.activations[selection.layer]}, ${layerName(shape, selection.layer)}`;
}
