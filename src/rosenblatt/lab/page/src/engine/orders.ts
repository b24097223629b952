// What goes between the page and its two workers. Every order is answered, or refused with the engine's sentence.
import type { Begin, PlanSettings, Setup, Shape } from "../types.ts";
import type { FieldOrder, SeedResult, SeedsOrder, State } from "./engine.ts";

export type TrainerOrder =
  | { readonly order: "start"; readonly begin: Begin; readonly setup: Setup; readonly course: number }
  | { readonly order: "run"; readonly epochs: number; readonly seconds: number }
  | { readonly order: "halt" }
  | { readonly order: "seen" }
  | { readonly order: "step"; readonly batches: number }
  | { readonly order: "state" }
  | { readonly order: "load"; readonly state: State; readonly plan: PlanSettings | null }
  | { readonly order: "plan"; readonly plan: PlanSettings }
  | { readonly order: "underway" }
  | { readonly order: "gradient"; readonly rows: readonly number[] };

export type PainterOrder =
  | { readonly order: "forward"; readonly shape: Shape; readonly parameters: Float64Array; readonly inputs: Float64Array }
  | { readonly order: "values"; readonly shape: Shape; readonly parameters: Float64Array; readonly inputs: Float64Array; readonly layer: number }
  | ({ readonly order: "fields" } & FieldOrder)
  | ({ readonly order: "seeds"; readonly begin: Begin; readonly setup: Setup } & SeedsOrder)
  | { readonly order: "halt seeds" };

/** The first message of a worker has the compiled engine; all others are orders. */
export type ToWorker<Order> = { readonly engine: ArrayBuffer } | ({ readonly id: number } & Order);

export type FromWorker =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly refused: string }
  | { readonly id: number; readonly frame: PackedFrame }
  | { readonly id: number; readonly seed: SeedResult };

/** A frame: float64 numbers (HEAD of them, history rows, parameters), a sentence of a stop, and keyframes. */
export interface PackedFrame {
  readonly numbers: Float64Array;
  readonly message: string;
  readonly keyframes: readonly State[];
}

export const VERSION = 1;
/** Numbers before the rows: version, course, epoch, step, samples and batches under way, stop, rows, parameters. */
export const HEAD = 9;

/** The arrays of a message that are moved instead of copied. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const look = (each: unknown): void => {
    if (ArrayBuffer.isView(each)) found.add(each.buffer as ArrayBuffer);
    else if (typeof each === "object" && each !== null) Object.values(each).forEach(look);
  };
  look(value);
  return [...found];
}
