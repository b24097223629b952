// The interface between the page and what trains: nothing else knows which engine runs, or where.
import type { Begin, PlanSettings, Position, Setup, Shape, Stop } from "../types.ts";

/** A whole state between two batches: training from it is bit-for-bit identical to never having stopped. */
export interface State {
  readonly at: Position;
  /** In the order of Python's Network: all weights layer by layer, (fan_in, fan_out) row-major, then all biases. */
  readonly parameters: Float64Array;
  /** The rest as the engine lays it out: progress, underway, moments, order, stream, best parameters. */
  readonly rest: Uint8Array;
}

/** What training reports: where it is, the rows of the history since the last frame, and the network now. */
export interface Frame {
  readonly at: Position;
  readonly stop: Stop;
  /** For a stop: the library's sentence; of a divergence it names the layer and the epoch. */
  readonly message: string;
  /** New rows of the history, 9 numbers each (HISTORY). */
  readonly rows: Float64Array;
  readonly parameters: Float64Array;
  /** States taken after each 25 ms of training since the last frame. */
  readonly keyframes: readonly State[];
}

/** How far a run goes: whatever is reached first. Empty: until training stops or `halt` is called. */
export interface RunOrder {
  readonly epochs?: number;
  /** Seconds of training. */
  readonly seconds?: number;
}

/** Refused orders reject with an Error whose message is the library's sentence. */
export interface Engine {
  /** Samples, shape and plan of a set-up, with initial weights from its seed: the moment before epoch 1. */
  start(begin: Begin, setup: Setup): Promise<Frame>;
  /** Train on. `see` gets frames as fast as the page takes them; the promise gives the last one. */
  run(order: RunOrder, see: (frame: Frame) => void): Promise<Frame>;
  /** End the run that is under way after the batch it is in. */
  halt(): void;
  /** Train one batch. */
  step(): Promise<Frame>;
  state(): Promise<State>;
  load(state: State): Promise<Frame>;
  /** Change the settings between two epochs, by the rules of rosenblatt.training.refitted. */
  plan(plan: PlanSettings): Promise<Frame>;
  /** Outputs (rows, outputs) of a network for prepared inputs, from the compiled engine. */
  forward(shape: Shape, parameters: Float64Array, inputs: Float64Array): Promise<Float64Array>;
  close(): void;
}
