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

/** Sums z and activations a of one layer, (rows, neurons). */
export interface LayerValues {
  readonly z: Float64Array;
  readonly a: Float64Array;
}

/** Of some rows as one batch: the mean loss with its penalty, its gradient by each parameter, and delta of each layer (rows, neurons). */
export interface Gradient {
  readonly loss: number;
  readonly gradient: Float64Array;
  readonly deltas: readonly Float64Array[];
}

/** Rows of the epoch under way, as rows of the begin document in the order in which they are learned, and how many were. */
export interface Underway {
  readonly rows: Int32Array;
  readonly done: number;
  /** Of a perceptron: samples of this epoch on the wrong side so far. */
  readonly mistakes: number;
}

/** A grid of prepared inputs: `rest` and, column by column, multiples of the direction `across`, row by row from the top of `up`. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly across: Float64Array;
  readonly up: Float64Array;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
  readonly rest: Float64Array;
}

/** Fields to compute: of whole layers over a grid. The newest order wins; one that was overtaken gives null. */
export interface FieldOrder {
  readonly shape: Shape;
  readonly parameters: Float64Array;
  readonly grid: Grid;
  readonly layers: readonly number[];
}

/** How many of some seeds solve a training, one row each. */
export interface SeedsOrder {
  readonly first: number;
  readonly seeds: number;
  readonly epochs: number;
  /** The score of the last epoch that counts as solved. */
  readonly goal: number;
}
export interface SeedResult {
  readonly seed: number;
  readonly solved: boolean;
  readonly epochs: number;
  readonly loss: number;
  readonly score: number;
  readonly stop: Stop;
}

/** Refused orders reject with an Error whose message is the library's sentence. */
export interface Engine {
  /** Samples, shape and plan of a set-up, with initial weights from its seed: the moment before epoch 1. */
  start(begin: Begin, setup: Setup): Promise<Frame>;
  /** Train on. `see` gets frames as fast as the page takes them; the promise gives the last one. */
  run(order: RunOrder, see: (frame: Frame) => void): Promise<Frame>;
  /** End the run that is under way after the batch it is in. */
  halt(): void;
  /** Train some batches, of a perceptron samples, at most to the end of the epoch. */
  step(batches?: number): Promise<Frame>;
  state(): Promise<State>;
  /** A state of a training with these samples and this shape; under another plan if one is given. */
  load(state: State, plan?: PlanSettings): Promise<Frame>;
  /** Change the settings between two epochs, by the rules of rosenblatt.training.refitted. */
  plan(plan: PlanSettings): Promise<Frame>;
  underway(): Promise<Underway>;
  gradient(rows: readonly number[]): Promise<Gradient>;
  /** Outputs (rows, outputs) of a network for prepared inputs, from the compiled engine. */
  forward(shape: Shape, parameters: Float64Array, inputs: Float64Array): Promise<Float64Array>;
  layerValues(shape: Shape, parameters: Float64Array, inputs: Float64Array, layer: number): Promise<LayerValues>;
  /** Activations (grid rows, grid columns, neurons) of each asked layer. */
  fields(order: FieldOrder): Promise<readonly Float64Array[] | null>;
  /** Trainings of a set-up from many seeds; `see` gets each result as it comes. `haltSeeds` ends them. */
  seeds(begin: Begin, setup: Setup, order: SeedsOrder, see: (result: SeedResult) => void): Promise<readonly SeedResult[]>;
  haltSeeds(): void;
  close(): void;
}
