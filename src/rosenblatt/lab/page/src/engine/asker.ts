// Questions about a network beside its training: values, pictures of fields, and the step to come.
import type { Begin, Setup, Shape, Theme } from "../types.ts";
import type { State } from "./engine.ts";

/** Pre-activations and activations of each layer after the inputs: (rows, neurons), row-major. */
export interface Layers {
  readonly z: readonly Float64Array[];
  readonly a: readonly Float64Array[];
}

/** The batch after a state: which training rows it has, its gradient, and the parameters after its step. */
export interface NextStep {
  readonly rows: Int32Array;
  readonly loss: number;
  readonly gradient: Float64Array;
  /** Derivatives of each row's loss by the pre-activations of each layer: (rows, neurons), row-major. */
  readonly deltas: readonly Float64Array[];
  readonly after: Float64Array;
}

/** Colours row by row from the top, four bytes each. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray;
}

/** Fields over a grid of places: what the outputs predict in the colours of the classes, or single neurons by their sign. */
export interface FieldOrder {
  readonly shape: Shape;
  readonly parameters: Float64Array;
  /** Prepared inputs of n times n places, row by row from the top. */
  readonly inputs: Float64Array;
  readonly n: number;
  readonly of: "answer" | readonly { readonly layer: number; readonly neuron: number }[];
  /** Class colours, or the scale of a number whose prepared values lie between low and high. */
  readonly numbers: { readonly low: number; readonly high: number } | null;
  readonly theme: Theme;
}

/** Each question is answered by the compiled engine; a refused one rejects with the library's sentence. */
export interface Asker {
  forward(shape: Shape, parameters: Float64Array, inputs: Float64Array): Promise<Float64Array>;
  layers(shape: Shape, parameters: Float64Array, inputs: Float64Array): Promise<Layers>;
  fields(order: FieldOrder): Promise<readonly Picture[]>;
  step(begin: Begin, setup: Setup, state: State): Promise<NextStep>;
}
