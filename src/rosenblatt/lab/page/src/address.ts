// The address: set-up and moment behind the # of the page, never data. Lessons name set-ups by the same keys.
import type { Begin, HiddenLayer, Model, PlanSettings, Position, Selection, Setup } from "./types.ts";

export const VERSION = "1";
export const MOST_CHARACTERS = 2000;
export const MOST_LAYERS = 8;
export const MOST_NEURONS = 128;
export const MOST_SEED = 2 ** 32 - 1;

export const ACTIVATIONS = ["identity", "logistic", "tanh", "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "softplus"] as const;
export const SCHEMES = ["auto", "glorot_uniform", "he_uniform", "lecun_uniform", "unit_uniform", "zeros"] as const;
export const SOLVERS = ["adam", "adamw", "sgd", "rmsprop"] as const;
export const SCHEDULES = ["constant", "invscaling", "adaptive", "cosine", "onecycle"] as const;

/** The set-up that a table opens with. */
export function setupOf(begin: Begin): Setup {
  const { meta } = begin;
  const sizes = meta.sizes.slice(1, -1);
  return {
    table: meta.table,
    model: meta.model,
    hidden: sizes.map((size, at) => ({ size, activation: meta.activations[at] as string })),
    scheme: meta.scheme,
    seed: meta.seed,
    plan: meta.perceptron ? { ...meta.plan, rule: meta.perceptron.plan } : meta.plan,
    points: null,
    noise: { labels: 0, places: 0 },
  };
}

// ---- Values: each kind reads a text, or throws an Error that says what is possible, and writes it back ------------

interface Kind<T> {
  read(text: string): T;
  write(value: T): string;
}

const number = (low: number, high: number, open: "" | "low" | "high" = "", whole = false): Kind<number> => ({
  read: (text) => {
    const value = text === "inf" ? Infinity : /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : NaN;
    const inside = (open === "low" ? value > low : value >= low) && (open === "high" ? value < high : value <= high);
    if (inside && (!whole || Number.isInteger(value))) return value;
    const most = high >= Number.MAX_VALUE ? "" : open === "high" ? ` and below ${high}` : ` and at most ${high}`;
    throw new Error(`a ${whole ? "whole number" : "number"} ${open === "low" ? "above" : "of at least"} ${low}${most}`);
  },
  write: (value) => (value === Infinity ? "inf" : String(value)),
});

const finite = (low: number, open: "" | "low" = ""): Kind<number> => number(low, Number.MAX_VALUE, open);
const count = (low: number, high: number): Kind<number> => number(low, high, "", true);

const optional = <T>(kind: Kind<T>): Kind<T | null> => ({
  read: (text) => (text === "none" ? null : kind.read(text)),
  write: (value) => (value === null ? "none" : kind.write(value)),
});

const among = <T extends string>(names: readonly T[]): Kind<T> => ({
  read: (text) => {
    if ((names as readonly string[]).includes(text)) return text as T;
    throw new Error(`one of ${names.join(", ")}`);
  },
  write: (value) => value,
});

const switches: Kind<boolean> = { read: (text) => among(["on", "off"]).read(text) === "on", write: (value) => (value ? "on" : "off") };

const layers: Kind<readonly HiddenLayer[]> = {
  read: (text) => {
    const parts = text === "none" ? [] : text.split(",");
    if (parts.length > MOST_LAYERS) throw new Error(`at most ${MOST_LAYERS} hidden layers`);
    return parts.map((part) => {
      const [size = "", activation = "tanh", ...more] = part.split(".");
      if (more.length > 0) throw new Error("layers like 5.tanh,3.relu");
      return { size: count(1, MOST_NEURONS).read(size), activation: among(ACTIVATIONS).read(activation) };
    });
  },
  write: (value) => (value.length === 0 ? "none" : value.map((layer) => `${layer.size}.${layer.activation}`).join(",")),
};

const rates: Kind<readonly number[]> = {
  read: (text) => (text === "none" ? [] : text.split(",").slice(0, MOST_LAYERS).map(number(0, 1, "high").read)),
  write: (value) => (value.length === 0 ? "none" : value.join()),
};

// ---- Keys -----------------------------------------------------------------------------------------------------------

interface Key {
  read(text: string, setup: Setup): Setup;
  write(setup: Setup): string;
}

function key<T>(kind: Kind<T>, get: (setup: Setup) => T, set: (setup: Setup, value: T) => Setup): Key {
  return { read: (text, setup) => set(setup, kind.read(text)), write: (setup) => kind.write(get(setup)) };
}

function planKey<N extends keyof PlanSettings>(name: N, kind: Kind<PlanSettings[N]>): Key {
  return key(kind, (setup) => setup.plan[name], (setup, value) => ({ ...setup, plan: { ...setup.plan, [name]: value } }));
}

/** Every key of a set-up but the table, which comes first because the others' defaults follow from it. */
export const KEYS: Readonly<Record<string, Key>> = {
  model: key(among<Model>(["mlp", "perceptron"]), (setup) => setup.model, (setup, model) => ({ ...setup, model })),
  hidden: key(layers, (setup) => setup.hidden, (setup, hidden) => ({ ...setup, hidden })),
  scheme: key(among<string>(SCHEMES), (setup) => setup.scheme, (setup, scheme) => ({ ...setup, scheme })),
  seed: key(count(0, MOST_SEED), (setup) => setup.seed, (setup, seed) => ({ ...setup, seed })),
  solver: planKey("solver", among<string>(SOLVERS)),
  rate: planKey("learning_rate_init", finite(0, "low")),
  schedule: planKey("learning_rate", among<string>(SCHEDULES)),
  power: planKey("power_t", finite(0)),
  penalty: planKey("alpha", finite(0)),
  batch: planKey("batch_size", optional(count(1, 200_000))),
  momentum: planKey("momentum", number(0, 1)),
  nesterov: planKey("nesterovs_momentum", switches),
  beta1: planKey("beta_1", number(0, 1, "high")),
  beta2: planKey("beta_2", number(0, 1, "high")),
  epsilon: planKey("epsilon", finite(0, "low")),
  dropout: planKey("dropout", rates),
  clipping: planKey("max_grad_norm", optional(finite(0, "low"))),
  patience: planKey("n_iter_no_change", number(1, Infinity)),
  tolerance: planKey("tol", finite(0)),
  epochs: planKey("max_iter", count(1, Number.MAX_SAFE_INTEGER)),
  shuffle: planKey("shuffle", switches),
  early: planKey("early_stopping", switches),
  labels: key(number(0, 1), (setup) => setup.noise.labels, (setup, labels) => ({ ...setup, noise: { ...setup.noise, labels } })),
  places: key(number(0, 1), (setup) => setup.noise.places, (setup, places) => ({ ...setup, noise: { ...setup.noise, places } })),
};

/** Change a set-up by one key; an Error has a sentence with the value given and what is possible. */
export function withKey(setup: Setup, name: string, text: string): Setup {
  const found = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
  if (found === undefined) throw new Error(`there is no setting called ${name}`);
  try {
    return settled(found.read(text, setup));
  } catch (error) {
    throw new Error(`${name} must be ${(error as Error).message}, got ${text.slice(0, 40)}`);
  }
}

/** A dropout rate for each hidden layer: a single one counts for all, others that do not fit for none. */
function settled(setup: Setup): Setup {
  const { dropout } = setup.plan;
  const n = setup.hidden.length;
  if (dropout.length === 0 || dropout.length === n) return setup;
  const fitted = dropout.length === 1 ? Array.from({ length: n }, () => dropout[0] as number) : [];
  return { ...setup, plan: { ...setup.plan, dropout: fitted } };
}

/** A set-up with several keys, as a lesson names them: values are texts, numbers or switches. */
export function withKeys(setup: Setup, values: Readonly<Record<string, unknown>>): Setup {
  const text = (value: unknown): string => (typeof value === "boolean" ? (value ? "on" : "off") : String(value));
  return Object.entries(values).reduce((made, [name, value]) => (name === "table" ? made : withKey(made, name, text(value))), setup);
}

// ---- The whole address ----------------------------------------------------------------------------------------------

export interface Address {
  readonly table: string | null;
  readonly lesson: string | null;
  readonly setup: Setup | null;
  readonly at: Position;
  readonly show: string | null;
  /** What was not understood, for the user to read. */
  readonly sentences: readonly string[];
}

const pairs = (fragment: string): [string, string][] => [...new URLSearchParams(fragment.replace(/^#/, ""))];

/** The table or the run that an address names, which is loaded before the rest is read. */
export function tableOf(fragment: string, key = "table"): string | null {
  return fragment.length > MOST_CHARACTERS ? null : (pairs(fragment).find(([name]) => name === key)?.[1] ?? null);
}

/** Read an address over the set-up that its table opens with. */
export function readAddress(fragment: string, begin: Begin): Address {
  let setup = setupOf(begin);
  const sentences: string[] = [];
  const found: { at: Position; show: string | null; lesson: string | null } = { at: { epoch: 0, batch: 0 }, show: null, lesson: null };
  if (fragment.length > MOST_CHARACTERS) {
    sentences.push(`The address has ${fragment.length} characters, at most ${MOST_CHARACTERS} are read: it is ignored.`);
  } else {
    for (const [name, text] of pairs(fragment)) {
      try {
        if (name === "lab" && text !== VERSION) throw new Error(`lab is version ${text.slice(0, 20)}, and this page reads ${VERSION}`);
        if (name === "at") found.at = positionOf(text);
        else if (name === "show" || name === "lesson") found[name] = text.slice(0, 60);
        else if (!["lab", "table", "run"].includes(name)) setup = withKey(setup, name, text);
      } catch (error) {
        sentences.push(`In the address, ${(error as Error).message}: this part is ignored.`);
      }
    }
  }
  return { table: begin.meta.table, setup, sentences, ...found };
}

function positionOf(text: string): Position {
  const [epoch = "", batch = "0", ...more] = text.split(".");
  if (![epoch, batch].every((part) => /^\d{1,15}$/.test(part)) || more.length > 0) throw new Error(`at must be an epoch such as 2055, got ${text.slice(0, 40)}`);
  return { epoch: Number(epoch), batch: Number(batch) };
}

/** Write set-up, moment and selection; only what differs from the table's own set-up. */
export function writeAddress(begin: Begin, setup: Setup, at: Position, show: string): string {
  const own = setupOf(begin);
  const { run } = begin.meta;
  const values: [string, string][] = [["lab", VERSION], run === undefined ? ["table", setup.table] : ["run", run.name]];
  for (const [name, each] of Object.entries(KEYS)) {
    const text = each.write(setup);
    if (text !== each.write(own)) values.push([name, text]);
  }
  if (at.epoch > 0 || at.batch > 0) values.push(["at", at.batch > 0 ? `${at.epoch}.${at.batch}` : String(at.epoch)]);
  if (show !== "") values.push(["show", show]);
  // Commas and points stand in an address as they are.
  return `#${values.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join("&")}`;
}

// ---- What is selected -------------------------------------------------------------------------------------------------

/** "h1.2", "h1.2<x1" (a weight), "h1.2+" (a bias), "row7": the selection as an address names it. */
export function showOf(selection: Selection): string {
  switch (selection.kind) {
    case "neuron": return `n${selection.layer + 1}.${selection.neuron + 1}`;
    case "weight": return `n${selection.layer + 1}.${selection.to + 1}-${selection.from + 1}`;
    case "bias": return `n${selection.layer + 1}.${selection.neuron + 1}-b`;
    case "sample": return `row${selection.row + 1}`;
    default: return "";
  }
}

/** The selection of an address, or nothing if the network or the table has no such part. */
export function selectionOf(show: string, sizes: readonly number[], nRows: number): Selection {
  const row = /^row(\d{1,7})$/.exec(show);
  if (row !== null && Number(row[1]) >= 1 && Number(row[1]) <= nRows) return { kind: "sample", row: Number(row[1]) - 1 };
  const found = /^[nh](\d)\.(\d{1,3})(?:-(b|\d{1,3}))?$/.exec(show);
  if (found === null) return { kind: "nothing" };
  const [layer, neuron] = [Number(found[1]) - 1, Number(found[2]) - 1];
  if (layer < 0 || layer + 1 >= sizes.length || neuron < 0 || neuron >= (sizes[layer + 1] as number)) return { kind: "nothing" };
  if (found[3] === undefined) return { kind: "neuron", layer, neuron };
  if (found[3] === "b") return { kind: "bias", layer, neuron };
  const from = Number(found[3]) - 1;
  return from >= 0 && from < (sizes[layer] as number) ? { kind: "weight", layer, from, to: neuron } : { kind: "nothing" };
}

