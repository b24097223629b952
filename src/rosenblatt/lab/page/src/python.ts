// A course as Python: settings of a run, the command that gives the same, and a script of `fit` or of `advance` and `refitted`.
import { setupOf } from "./address.ts";
import { samplesOf } from "./engine/samples.ts";
import { chain, type Segment } from "./engine/segments.ts";
import type { Begin, PlanSettings, Position, Setup } from "./types.ts";

type Value = string | number | boolean | null | readonly Value[];
type Settings = Record<string, unknown>;

/** Settings of a run that have names of their own, and those that are options of the estimator. */
const NAMED: Partial<Record<keyof PlanSettings, string>> = {
  solver: "solver", max_iter: "max_iter", batch_size: "batch_size", learning_rate_init: "learning_rate", alpha: "alpha",
};
const OPTIONS: readonly (keyof PlanSettings)[] = [
  "learning_rate", "power_t", "momentum", "nesterovs_momentum", "beta_1", "beta_2", "epsilon", "n_iter_no_change", "tol", "shuffle",
  "early_stopping", "max_grad_norm", "dropout",
];

/** Settings of a run (RunSettings) for a set-up: those of the table, with what the set-up changes. */
export function settingsOf(begin: Begin, setup: Setup): Settings {
  const own = setupOf(begin);
  const { options, ...given } = begin.meta.settings;
  const more: Settings = { ...(options as Settings | undefined) };
  const settings: Settings = { ...given, model: setup.model };
  if (setup.model === "perceptron") return perceptronSettings(settings, more, setup, own);
  if (JSON.stringify(setup.hidden) !== JSON.stringify(own.hidden)) {
    const names = setup.hidden.map((layer) => layer.activation);
    settings["hidden"] = setup.hidden.map((layer) => layer.size);
    if (names.length > 0) settings["activation"] = new Set(names).size === 1 ? names[0] : names;
  }
  for (const [name, as] of Object.entries(NAMED) as [keyof PlanSettings, string][]) {
    if (setup.plan[name] !== own.plan[name]) settings[as] = setup.plan[name];
  }
  for (const name of OPTIONS) {
    if (String(setup.plan[name]) !== String(own.plan[name])) more[name] = setup.plan[name];
  }
  if (setup.scheme !== own.scheme) more["init"] = setup.scheme;
  if (setup.seed !== own.seed) more["random_state"] = setup.seed;
  return Object.keys(more).length === 0 ? settings : { ...settings, options: more };
}

/** The perceptron rule keeps the table, the rows and the seed; the settings of a network do not apply. */
function perceptronSettings(settings: Settings, more: Settings, setup: Setup, own: Setup): Settings {
  const about = ["table", "target", "features", "ignore", "keep", "test_size", "split", "seed", "task", "missing", "reading", "model"];
  const kept = Object.fromEntries(Object.entries(settings).filter(([name]) => about.includes(name)));
  const options = setup.seed === own.seed ? {} : { random_state: setup.seed };
  return Object.keys(options).length === 0 && more["random_state"] === undefined ? kept : { ...kept, options };
}

// ---- The command ----------------------------------------------------------------------------------------------------

const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`);

/** The command that trains the same from the beginning, of a table as it is. */
export function commandOf(begin: Begin, setup: Setup): string {
  const { table, options, ...rest } = settingsOf(begin, setup);
  const words = ["rosenblatt", "train", String(table)];
  for (const [name, value] of Object.entries(rest)) {
    const option = `--${name.replaceAll("_", "-")}`;
    if (Array.isArray(value)) words.push(option, value.length === 0 ? "none" : value.join());
    else if (value !== null) words.push(option, String(value));
  }
  for (const [name, value] of Object.entries((options as Settings | undefined) ?? {})) words.push("--set", `${name}=${typeof value === "string" ? value : python(value as Value)}`);
  return words.map(quoted).join(" ");
}

/** A value as Python writes it. */
export function python(value: Value | Settings): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (value === Infinity) return 'float("inf")';
  if (Array.isArray(value)) return `[${value.map((each) => python(each as Value)).join(", ")}]`;
  if (typeof value === "object") return `{${Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${python(each as Value)}`).join(", ")}}`;
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

// ---- The script -------------------------------------------------------------------------------------------------------

/** Python lines that give the parameters of a position, bit for bit. */
export function scriptOf(table: Begin, tip: Segment, at: Position): string {
  const segments = chain(tip).filter((segment) => segment.parent === null || segment.start.at.epoch <= at.epoch);
  const [first] = segments as [Segment];
  const pieces = first.setup.model === "perceptron" ? perceptron(table, first, at) : network(table, segments, at);
  return [
    "import os", "",
    "# The instruction set of the page: with it the numbers are bit-for-bit identical. The wider ones sum in another order.",
    'os.environ["ROSENBLATT_INSTRUCTION_SET"] = "baseline"', "",
    ...pieces, "",
  ].join("\n");
}

const asLines = (settings: Settings): string => `RunSettings.from_dict(${python(settings)})`;

function perceptron(table: Begin, { setup }: Segment, at: Position): string[] {
  return [
    "from rosenblatt import Perceptron", "from rosenblatt.lab.begin import Begun", "from rosenblatt.trial import RunSettings", "",
    `training = Begun.of(${asLines(settingsOf(table, setup))}).prepared.training`,
    `perceptron = Perceptron(max_iter=${Math.max(at.epoch, 1)}, tol=None, random_state=${setup.seed})`,
    "perceptron.fit(training.inputs, training.truth)",
    "print(perceptron.coef_, perceptron.intercept_)",
  ];
}

function network(table: Begin, segments: readonly Segment[], at: Position): string[] {
  const [first] = segments as [Segment];
  const changed = segments.some((segment) => segment.mark.kind === "plan");
  const lines = [`from rosenblatt import ${changed ? "advance, refitted" : "advance"}`, ...begun(table, first)];
  let epoch = 0;
  for (const [index, segment] of segments.entries()) {
    const start = segment.start.at.epoch;
    if (index > 0) {
      if (start > epoch) lines.push(`advance(state, data, plan, ${start - epoch})`);
      epoch = Math.max(epoch, start);
      lines.push(...change(segment, segments[index - 1] as Segment));
    }
  }
  if (at.epoch > epoch) lines.push(`history, stopped_by = advance(state, data, plan, ${at.epoch - epoch})`);
  lines.push("print(state.network.weights, state.network.biases)");
  return lines;
}

/** The beginning: table, or one's own points, and the initial weights. */
function begun(table: Begin, first: Segment): string[] {
  const { setup } = first;
  const lines = ["from rosenblatt.lab.begin import Begun", "from rosenblatt.trial import RunSettings"];
  const own = samplesOf(table, setup) !== table;
  if (own) lines.push("from rosenblatt import Samples, TrainingData, TrainingState", "import numpy as np");
  lines.push("", `fit = Begun.of(${asLines(settingsOf(table, setup))}).fit`, "state, data, plan = fit.state, fit.data, fit.plan");
  if (own) lines.push(...points(first));
  if (first.given) lines.push(`state.network.parameters[:] = ${python([...first.start.parameters])}`);
  return lines;
}

function points({ begin }: Segment): string[] {
  const rows = Array.from({ length: begin.nRows }, (_, row) => row).filter((row) => begin.heldOut[row] === 0);
  const X = rows.map((row) => [...begin.X.subarray(row * begin.nInputs, (row + 1) * begin.nInputs)]);
  const width = begin.y.length / begin.nRows;
  const y = rows.map((row) => [...begin.y.subarray(row * width, (row + 1) * width)]);
  return [
    `# ${rows.length} samples of your own, prepared as the table's.`,
    `X = np.array(${python(X)}, float)`,
    `y = np.array(${python(y)}, data.train.y.dtype)`,
    "data = TrainingData(Samples(X, y))",
    "state = TrainingState.start(state.network, plan, len(X), state.random)",
  ];
}

/** A change at a mark. */
function change(segment: Segment, before: Segment): string[] {
  const { edit, text, at } = segment.mark;
  const comment = `# Epoch ${at.epoch}: ${text}.`;
  if (edit !== undefined) return [comment, `state.network.parameters[${edit[0]}] = ${python(edit[1])}`];
  const names = (Object.keys(segment.setup.plan) as (keyof PlanSettings)[]).filter((name) => String(segment.setup.plan[name]) !== String(before.setup.plan[name]));
  const changes = names.map((name) => `${name}=${python(segment.setup.plan[name] as Value)}`).join(", ");
  return [comment, `changed = plan.but(${changes})`, "state, plan = refitted(state, plan, changed), changed"];
}
