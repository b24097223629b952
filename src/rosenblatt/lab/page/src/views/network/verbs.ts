/** What can be done with a drawn network, and what keys do on it. */

import { fanIn, fanOut, parameterAt } from "../../shape.ts";
import { letterKeys } from "../../store.ts";
import type { Selection, Shape } from "../../types.ts";

export interface NetworkVerbs {
  select(selection: Selection): void;
  /** Set a parameter; `done` is false while it is dragged. */
  set(index: number, value: number, done: boolean): void;
  addLayer(): void;
  dropLayer(layer: number): void;
  resize(layer: number, size: number): void;
  activate(layer: number, name: string): void;
  /** Remove a hidden neuron and continue with the others' weights. */
  dropNeuron(layer: number, neuron: number): void;
}

/** The keys of the network: arrows walk, Enter goes into a neuron's weights, digits type, Delete drops. */
export function act(event: KeyboardEvent, shape: Shape, selection: Selection, verbs: NetworkVerbs, type: (text: string) => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const next = walked(event.key, shape, selection);
  if (next) verbs.select(next);
  else if (letterKeys.value && /^[-\d.]$/.test(event.key) && parameterOf(shape, selection) !== null) type(event.key);
  else if (event.key === "Delete" || event.key === "Backspace") {
    if (!drop(shape, selection, verbs)) return;
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

/** The parameter that typing changes: the selected weight or bias, or a selected neuron's bias. */
export function parameterOf(shape: Shape, selection: Selection): number | null {
  if (selection.kind !== "neuron") return parameterAt(shape, selection);
  return selection.layer < 0 ? null : parameterAt(shape, { ...selection, kind: "bias" });
}

function drop(shape: Shape, selection: Selection, verbs: NetworkVerbs): boolean {
  const index = parameterAt(shape, selection);
  if (index !== null) verbs.set(index, 0, true);
  else if (selection.kind === "neuron" && isHidden(shape, selection.layer)) {
    if ((shape.sizes[selection.layer + 1] ?? 0) < 2) return false;
    verbs.dropNeuron(selection.layer, selection.neuron);
  } else return false;
  return true;
}

export function isHidden(shape: Shape, layer: number): boolean {
  return layer >= 0 && layer < shape.activations.length - 1;
}

/** Where a key leads from a selection; null if it is no key of walking. */
export function walked(key: string, shape: Shape, selection: Selection): Selection | null {
  if (selection.kind === "weight" || selection.kind === "bias") return walkedWeights(key, shape, selection);
  if (selection.kind !== "neuron") {
    return key.startsWith("Arrow") || key === "Enter" ? { kind: "neuron", layer: -1, neuron: 0 } : null;
  }
  const { layer, neuron } = selection;
  if (key === "ArrowUp") return neuronAt(shape, layer, neuron - 1);
  if (key === "ArrowDown") return neuronAt(shape, layer, neuron + 1);
  if (key === "ArrowLeft") return beside(shape, layer, neuron, -1);
  if (key === "ArrowRight") return beside(shape, layer, neuron, 1);
  if (key === "Enter" && layer >= 0) return { kind: "weight", layer, from: 0, to: neuron };
  return key === "Escape" ? { kind: "nothing" } : null;
}

/** Weights of one neuron stand in a column: one after the other, the bias last. */
function walkedWeights(key: string, shape: Shape, selection: Selection & { kind: "weight" | "bias" }): Selection | null {
  const { layer } = selection;
  const to = selection.kind === "weight" ? selection.to : selection.neuron;
  const last = fanIn(shape, layer);
  const at = selection.kind === "weight" ? selection.from : last;
  const go = (from: number): Selection =>
    from >= last ? { kind: "bias", layer, neuron: to } : { kind: "weight", layer, from: Math.max(0, from), to };
  if (key === "ArrowUp") return go(at - 1);
  if (key === "ArrowDown") return go(at + 1);
  if (key === "ArrowLeft" && at < last) return { kind: "neuron", layer: layer - 1, neuron: at };
  return key === "Escape" || key.startsWith("Arrow") ? { kind: "neuron", layer, neuron: to } : null;
}

function neuronAt(shape: Shape, layer: number, neuron: number): Selection {
  const last = (shape.sizes[layer + 1] ?? 1) - 1;
  return { kind: "neuron", layer, neuron: Math.min(last, Math.max(0, neuron)) };
}

/** The neuron at the same height of the next layer. */
function beside(shape: Shape, layer: number, neuron: number, by: number): Selection {
  const target = Math.min(shape.activations.length - 1, Math.max(-1, layer + by));
  const [size, other] = [shape.sizes[layer + 1] ?? 1, fanOut(shape, target)];
  return neuronAt(shape, target, Math.round(((neuron + 0.5) / size) * other - 0.5));
}
