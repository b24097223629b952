// What the compiled engine is given to begin a training: names, and numbers in the order in which core/lab reads them.
import type { Begin, PlanSettings, Setup, Shape } from "../types.ts";

export interface Header {
  readonly words: string;
  readonly numbers: Float64Array;
}

/** Rows of the begin document that the engine learns from and judges by, in its order. */
export interface Rows {
  readonly all: Int32Array;
  readonly heldOut: Uint8Array;
}

const TEST = 1;
const VALIDATION = 2;

/** Training rows and those to judge by: the rows of early stopping if there are some, else the test rows of known classes. */
export function rowsOf(begin: Begin): Rows {
  const judging = begin.heldOut.includes(VALIDATION) ? VALIDATION : TEST;
  const width = begin.y.length / begin.nRows;
  const known = (row: number): boolean => begin.meta.task.kind === "numbers" || (begin.y[row * width] as number) >= 0;
  const all = Array.from({ length: begin.nRows }, (_, row) => row).filter((row) => begin.heldOut[row] === 0 || (begin.heldOut[row] === judging && known(row)));
  return { all: Int32Array.from(all), heldOut: Uint8Array.from(all, (row) => Number(begin.heldOut[row] !== 0)) };
}

export function shapeOf(begin: Begin, setup: Setup): Shape {
  const { sizes, activations, groups } = begin.meta;
  return {
    sizes: [begin.nInputs, ...setup.hidden.map((layer) => layer.size), sizes.at(-1) as number],
    activations: [...setup.hidden.map((layer) => layer.activation), activations.at(-1) as string],
    groups,
  };
}

/** A network that only computes values. */
export function readerHeader(shape: Shape): Header {
  return { words: `reader zeros identity ${shape.activations.join(" ")}`, numbers: Float64Array.from(shapeNumbers(shape)) };
}

/** The training of a set-up at its start. */
export function trainingHeader(begin: Begin, setup: Setup): Header {
  return setup.model === "perceptron" ? perceptronHeader(begin, setup) : networkHeader(begin, setup);
}

/** The names and numbers of a plan alone. */
export function planHeader(begin: Begin, setup: Setup, plan: PlanSettings): Header {
  return setup.model === "perceptron" ? rule(begin, plan) : settings(plan);
}

const shapeNumbers = (shape: Shape): number[] => [shape.activations.length, ...shape.sizes, shape.groups.length, ...shape.groups];

function networkHeader(begin: Begin, setup: Setup): Header {
  const shape = shapeOf(begin, setup);
  const plan = settings(setup.plan);
  const given = begin.randomKey !== null && isStartOf(begin, setup, shape);
  const stream = given ? [625, begin.meta.random_position, ...(begin.randomKey as Uint32Array)] : [0];
  const parameters = given ? [begin.parameters.length, ...begin.parameters] : [0];
  // The activation that a network without hidden layers would have decides the bounds of its weights; 0 hidden layers have relu's.
  const words = `network ${setup.scheme} relu ${shape.activations.join(" ")} ${plan.words}`;
  const parts = [shapeNumbers(shape), samples(begin, rowsOf(begin)), [setup.seed], stream, parameters, plan.numbers];
  return { words, numbers: joined(parts) };
}

/** Whether a set-up starts as the begin document does, whose weights and random stream are Python's. */
function isStartOf(begin: Begin, setup: Setup, shape: Shape): boolean {
  const { meta } = begin;
  const same = (one: readonly unknown[], other: readonly unknown[]): boolean => one.length === other.length && one.every((each, at) => each === other[at]);
  return meta.seed === setup.seed && meta.scheme === setup.scheme && same(meta.sizes, shape.sizes) && same(meta.activations, shape.activations);
}

function perceptronHeader(begin: Begin, setup: Setup): Header {
  const plan = rule(begin, setup.plan);
  const classes = Math.max(begin.meta.task.classes.length, 2);
  const rows = rowsOf(begin);
  const parts = [[begin.nInputs, classes], samples(begin, rows), [setup.seed], plan.numbers];
  return { words: `perceptron ${plan.words}`, numbers: joined(parts) };
}

/** The number of rows, inputs, targets, and which rows are held out. */
function samples(begin: Begin, rows: Rows): Float64Array {
  const { all, heldOut } = rows;
  const width = Math.max(Math.floor(begin.y.length / begin.nRows), 1);
  if (begin.X.length !== begin.nRows * begin.nInputs || begin.y.length !== begin.nRows * width) {
    throw new Error(`the table has ${begin.nRows} rows of ${begin.nInputs} inputs and ${width} targets, got ${begin.X.length} and ${begin.y.length} numbers`);
  }
  const numbers = new Float64Array(1 + all.length * (begin.nInputs + width + 1));
  numbers[0] = all.length;
  all.forEach((row, at) => {
    numbers.set(begin.X.subarray(row * begin.nInputs, (row + 1) * begin.nInputs), 1 + at * begin.nInputs);
    numbers.set(begin.y.subarray(row * width, (row + 1) * width), 1 + all.length * begin.nInputs + at * width);
  });
  numbers.set(heldOut, 1 + all.length * (begin.nInputs + width));
  return numbers;
}

/** The parameter of a loss that has one, where none is given: as rosenblatt.plan settles it. */
const LOSS_PARAMETERS: Readonly<Record<string, number>> = { huber: 1, quantile: 0.5 };

function settings(plan: PlanSettings): Header {
  const numbers = [
    plan.alpha, plan.batch_size ?? 0, plan.learning_rate_init, plan.power_t, plan.max_iter, Number(plan.shuffle), plan.tol, plan.n_iter_no_change,
    Number(plan.early_stopping), plan.momentum, Number(plan.nesterovs_momentum), plan.beta_1, plan.beta_2, plan.epsilon,
    plan.loss_parameter ?? LOSS_PARAMETERS[plan.loss] ?? 0, plan.max_grad_norm ?? Infinity, Number(plan.one_class ?? false), plan.dropout.length, ...plan.dropout,
  ];
  return { words: `${plan.loss} ${plan.solver} ${plan.learning_rate}`, numbers: Float64Array.from(numbers) };
}

/** The plan of the perceptron rule: that of the begin document, with the settings that both rules have from the page. */
function rule(begin: Begin, plan: PlanSettings): Header {
  const given = { ...begin.meta.perceptron?.plan, ...plan.rule } as Record<string, unknown>;
  const number = (name: string, usual: number): number => (given[name] === undefined || given[name] === null ? usual : Number(given[name] === "inf" ? Infinity : given[name]));
  const tol = given["tol"] === null ? -Infinity : number("tol", 1e-3);
  const numbers = [
    number("alpha", 1e-4), number("l1_ratio", 0.15), number("fit_intercept", 1), number("max_iter", 1000), tol, number("shuffle", 1), number("eta0", 1),
    number("early_stopping", 0), number("n_iter_no_change", 5), number("average", 0),
  ];
  return { words: String(given["penalty"] ?? "none"), numbers: Float64Array.from(numbers) };
}

function joined(parts: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
