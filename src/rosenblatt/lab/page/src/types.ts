// Types that the parts of the page share: what a table is, what a set-up is, a course, a moment and a selection.
import type { Recorded } from "./engine/recorded.ts";

/** One input of the network. A prepared value is (value - mean) / scale, in the order of the columns of X. */
export interface Input {
  readonly name: string;
  readonly column: string;
  readonly mean: number;
  readonly scale: number;
  readonly low: number;
  readonly high: number;
  readonly kind: "number" | "indicator";
}

/** One column of the table as it was read, for the panel of the data. */
export interface Column {
  readonly name: string;
  readonly kind: string;
  readonly missing: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly distinct: number;
  readonly examples: readonly string[];
  readonly role: "feature" | "target";
}

export interface Task {
  readonly kind: "classes" | "numbers";
  readonly target: string;
  readonly classes: readonly string[];
  /** Of a number to predict; 0 and 1 of classes. */
  readonly mean: number;
  readonly scale: number;
}

/** Settings of a training: the fields of Python's Plan, by its names. */
export interface PlanSettings {
  readonly loss: string;
  readonly solver: string;
  readonly alpha: number;
  readonly batch_size: number | null;
  readonly learning_rate: string;
  readonly learning_rate_init: number;
  readonly power_t: number;
  readonly max_iter: number;
  readonly shuffle: boolean;
  readonly tol: number;
  readonly n_iter_no_change: number;
  readonly early_stopping: boolean;
  readonly momentum: number;
  readonly nesterovs_momentum: boolean;
  readonly beta_1: number;
  readonly beta_2: number;
  readonly epsilon: number;
  readonly loss_parameter: number | null;
  readonly dropout: readonly number[];
  readonly max_grad_norm: number | null;
  readonly one_class?: boolean;
  /** Of the perceptron rule: fields of Python's PerceptronPlan. */
  readonly rule?: RuleSettings;
}

/** Settings of the perceptron rule, by the names of Python's PerceptronPlan. */
export interface RuleSettings {
  readonly penalty: string | null;
  readonly alpha: number;
  readonly eta0: number;
  readonly max_iter: number;
  readonly tol: number | null;
  readonly n_iter_no_change: number;
}

export type Model = "mlp" | "perceptron";

/** The class of the library that trains, and its parameters that are not its defaults. */
export interface Estimator {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Metadata of a begin document, as Python's rosenblatt.lab.begin writes it. */
export interface BeginMeta {
  readonly lab: number;
  readonly table: string;
  readonly run?: RunMeta | undefined;
  readonly title: string;
  readonly task: Task;
  readonly inputs: readonly Input[];
  readonly columns: readonly Column[];
  readonly names: readonly string[];
  /** The first rows of the table as texts, null where a value is missing. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly n_rows: number;
  readonly notes: readonly string[];
  readonly plan: PlanSettings;
  readonly sizes: readonly number[];
  readonly activations: readonly string[];
  readonly groups: readonly number[];
  readonly scheme: string;
  readonly seed: number;
  readonly model: Model;
  readonly random_position: number;
  readonly total_steps: number;
  /** The perceptron rule on the same rows, for classes. */
  readonly perceptron: { readonly plan: RuleSettings; readonly seeds: readonly number[]; readonly estimator: Estimator } | null;
  readonly estimator: Estimator;
  /** Settings of the run, to be sent back changed. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly digest: string;
  readonly command: readonly string[];
  /** Lines of Python that train the same. */
  readonly code: readonly string[];
}

/** A table ready to train on, in the order in which training reads its rows. */
export interface Begin {
  readonly meta: BeginMeta;
  /** Prepared inputs (rows, inputs). */
  readonly X: Float64Array;
  /** Class numbers, -1 for a class that is not among the training rows, or prepared numbers. */
  readonly y: Int32Array | Float64Array;
  /** 0: to train on, 1: of the test part, 2: held out by early stopping. */
  readonly heldOut: Uint8Array;
  /** Numbers of the rows in the table, from 1. */
  readonly row: Int32Array;
  readonly nRows: number;
  readonly nInputs: number;
  /** The initial weights of Python for the settings of the document. */
  readonly parameters: Float64Array;
  /** Its random stream, or null: the engine draws the same from the seed. */
  readonly randomKey: Uint32Array | null;
  /** The run that the document is of. */
  readonly recorded?: Recorded;
  /** Directions of the two main components of the prepared inputs (2, inputs), where there are more than two inputs. */
  readonly components?: Float64Array | undefined;
  /** Their shares of the inputs' variance. */
  readonly shares?: Float64Array | undefined;
}

/** What a run's document says of it, see rosenblatt.lab.runs.recorded. */
export interface RunMeta {
  readonly name: string;
  readonly folder: string;
  readonly n: number;
  readonly trained: boolean;
  readonly continued: boolean;
  readonly notes: readonly string[];
  readonly why: string;
  readonly unanswered: string;
  readonly context: readonly (readonly string[])[];
}

/** Sizes of the layers, inputs first; an activation for each layer after them; widths of the groups of outputs. */
export interface Shape {
  readonly sizes: readonly number[];
  readonly activations: readonly string[];
  readonly groups: readonly number[];
  /** Of a recurrent network: for each layer the names of the context neurons that it reads after its inputs. */
  readonly context?: readonly (readonly string[])[];
}

/** A point of one's own on a table with two inputs, in the units of the table. */
export interface Point {
  readonly x: readonly number[];
  readonly target: number;
  readonly heldOut: boolean;
}

export interface HiddenLayer {
  readonly size: number;
  readonly activation: string;
}

/** What a training begins with: everything that an address or a lesson can say. */
export interface Setup {
  readonly table: string;
  readonly model: Model;
  readonly hidden: readonly HiddenLayer[];
  readonly scheme: string;
  readonly seed: number;
  readonly plan: PlanSettings;
  readonly points: readonly Point[] | null;
  readonly noise: { readonly labels: number; readonly places: number };
}

/** A place in a training: whole epochs made, and batches of the epoch that is under way. */
export interface Position {
  readonly epoch: number;
  readonly batch: number;
}

/** Why training ended, in the words of the core. */
export type Stop = "" | "converged" | "early stopping" | "max_iter" | "diverged";

/** Columns of a row of the history, as in rosenblatt.history.COLUMNS. */
export const HISTORY = [
  "epoch", "loss", "score", "learning_rate", "gradient_norm", "mistakes", "validation_loss", "validation_score", "seconds",
] as const;

/** A mark on the timeline: a change that acts from this position on, in words. */
export interface Mark {
  readonly at: Position;
  readonly kind: "start" | "plan" | "weight" | "shape";
  readonly text: string;
  /** Place and value of the parameter that was set. */
  readonly edit?: readonly [index: number, value: number];
  /** The hidden neuron that was deleted. */
  readonly without?: readonly [layer: number, neuron: number];
}

/** One course of a training: a chain of segments, each the exact consequence of its start, its plan and its samples. */
export interface Branch {
  readonly letter: string;
  readonly name: string;
  /** The last segment; those before follow over their parents. */
  readonly segment: number;
  /** How far the branch has been trained. */
  readonly end: Position;
}

/** All branches: the one shown, the one beside it, and a former course of another shape as a grey line. */
export interface Course {
  readonly branches: readonly Branch[];
  readonly shown: string;
  readonly beside: string | null;
  readonly former: Branch | null;
}

/** What is shown: a position of a branch, and the network and scores there. */
export interface Moment {
  readonly branch: string;
  readonly at: Position;
  /** False while a drag shows the nearest keyframe in place of the moment asked for. */
  readonly exact: boolean;
  /** Whether it is a snapshot of a run, which was not trained in the page. */
  readonly recorded: boolean;
  readonly parameters: Float64Array;
  /** The history's row of the last whole epoch (columns of HISTORY), or null before the first. */
  readonly row: Float64Array | null;
  readonly stop: Stop;
  /** The library's sentence about the stop. */
  readonly message: string;
}

export type Selection =
  | { readonly kind: "nothing" }
  | { readonly kind: "neuron"; readonly layer: number; readonly neuron: number }
  | { readonly kind: "weight"; readonly layer: number; readonly from: number; readonly to: number }
  | { readonly kind: "bias"; readonly layer: number; readonly neuron: number }
  | { readonly kind: "sample"; readonly row: number }
  | { readonly kind: "place"; readonly x: readonly number[] };

export type Theme = "light" | "dark";
