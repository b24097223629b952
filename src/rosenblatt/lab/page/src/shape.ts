/** A network's parameters by place and by name: all weight matrices (from, to) row by row, then all biases. */

import type { Selection, Shape } from "./types.ts";

/** Edges, and neurons of a layer, beyond which a network is drawn as one matrix for each layer. */
const MOST_EDGES = 1500;
const MOST_DRAWN = 40;

/** Whether a network is drawn as neurons and edges; one with context neurons is not. */
export function isDrawn(shape: Shape): boolean {
  return nWeights(shape) <= MOST_EDGES && shape.sizes.every((size) => size <= MOST_DRAWN) && shape.context === undefined;
}

/** Number of weights of a network. */
export function nWeights(shape: Shape): number {
  return layers(shape).reduce((sum, layer) => sum + fanIn(shape, layer) * fanOut(shape, layer), 0);
}

export function nParameters(shape: Shape): number {
  return nWeights(shape) + shape.sizes.slice(1).reduce((sum, size) => sum + size, 0);
}

/** 0, 1, ...: the layers of weights, layer k between sizes[k] and sizes[k + 1]. */
export function layers(shape: Shape): number[] {
  return shape.activations.map((_, layer) => layer);
}

export function fanIn(shape: Shape, layer: number): number {
  return (shape.sizes[layer] ?? 0) + (shape.context?.[layer]?.length ?? 0);
}

export function fanOut(shape: Shape, layer: number): number {
  return shape.sizes[layer + 1] ?? 0;
}

/** Where a layer's weights begin in the vector of parameters. */
export function weightsAt(shape: Shape, layer: number): number {
  let at = 0;
  for (let below = 0; below < layer; below += 1) at += fanIn(shape, below) * fanOut(shape, below);
  return at;
}

export function weightAt(shape: Shape, layer: number, from: number, to: number): number {
  return weightsAt(shape, layer) + from * fanOut(shape, layer) + to;
}

export function biasAt(shape: Shape, layer: number, neuron: number): number {
  let at = nWeights(shape);
  for (let below = 0; below < layer; below += 1) at += fanOut(shape, below);
  return at + neuron;
}

/** The place of a selected weight or bias in the parameters, or null. */
export function parameterAt(shape: Shape, selection: Selection): number | null {
  if (selection.kind === "weight") return weightAt(shape, selection.layer, selection.from, selection.to);
  if (selection.kind === "bias") return biasAt(shape, selection.layer, selection.neuron);
  return null;
}

/** "h1.2" for the second neuron of hidden layer 1, "o1" for the first output; layer 0 is the first after the inputs. */
export function neuronName(shape: Shape, layer: number, neuron: number): string {
  return layer === shape.activations.length - 1 ? `o${neuron + 1}` : `h${layer + 1}.${neuron + 1}`;
}

/** The name of what a weight comes from: an input's own name, else the neuron below. */
export function sourceName(shape: Shape, layer: number, from: number, inputs: readonly string[]): string {
  const context = shape.context?.[layer]?.[from - (shape.sizes[layer] ?? 0)];
  if (context !== undefined) return context;
  return layer === 0 ? (inputs[from] ?? `x${from + 1}`) : neuronName(shape, layer - 1, from);
}

/** "hidden layer 2" or "output layer". */
export function layerName(shape: Shape, layer: number): string {
  return layer === shape.activations.length - 1 ? "output layer" : `hidden layer ${layer + 1}`;
}

/** The places of the parameters that are left without one neuron of a hidden layer. */
export function placesWithout(shape: Shape, layer: number, neuron: number): number[] {
  const kept: number[] = [];
  for (const each of layers(shape)) {
    for (let from = 0; from < fanIn(shape, each); from += 1) {
      if (each === layer + 1 && from === neuron) continue;
      for (let to = 0; to < fanOut(shape, each); to += 1) {
        if (each !== layer || to !== neuron) kept.push(weightAt(shape, each, from, to));
      }
    }
  }
  for (const each of layers(shape)) {
    for (let to = 0; to < fanOut(shape, each); to += 1) {
      if (each !== layer || to !== neuron) kept.push(biasAt(shape, each, to));
    }
  }
  return kept;
}
