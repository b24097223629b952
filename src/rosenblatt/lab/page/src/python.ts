// A course as Python: settings of a run, the command that gives the same, and a script of `fit` or of `advance` and `refitted`.
import { setupOf } from "./address.ts";
import { samplesOf } from "./engine/samples.ts";
import type { Recorded } from "./engine/recorded.ts";
import { chain, type Segment } from "./engine/segments.ts";
import type { Begin, Estimator, PlanSettings, Position, RuleSettings, Setup } from "./types.ts";

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
  const seed = setup.seed === own.seed ? {} : { random_state: setup.seed };
  const options: Settings = { ...seed, ...ruleOf(setup, own, RULE) };
  return Object.keys(options).length === 0 && more["random_state"] === undefined ? kept : { ...kept, options };
}

/** The library's defaults of the perceptron rule. */
const RULE: RuleSettings = { penalty: null, alpha: 1e-4, eta0: 1, max_iter: 1000, tol: 1e-3, n_iter_no_change: 5 };

/** Settings of the perceptron rule that are not those that the table opened with, or not others. */
function ruleOf({ plan: { rule } }: Setup, own: Setup, others: RuleSettings | undefined = own.plan.rule): Settings {
  const names = rule === undefined ? [] : (Object.keys(RULE) as (keyof RuleSettings)[]);
  return Object.fromEntries(names.filter((name) => rule?.[name] !== own.plan.rule?.[name] || rule?.[name] !== others?.[name]).map((name) => [name, rule?.[name]]));
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

/** Fields of a plan that are parameters of the estimators under the same names. */
const PARAMETERS: readonly (keyof PlanSettings)[] = [
  "solver", "alpha", "learning_rate", "learning_rate_init", "power_t", "max_iter", "shuffle", "tol", "n_iter_no_change", "early_stopping",
  "momentum", "nesterovs_momentum", "beta_1", "beta_2", "epsilon", "max_grad_norm",
];

/** Python lines that give the network of a position, bit for bit: the table is read as in the document's own lines. */
export function scriptOf(table: Begin, tip: Segment, at: Position): string {
  const segments = chain(tip).filter((segment) => segment.parent === null || segment.start.at.epoch <= at.epoch);
  const [first] = segments as [Segment];
  const { recorded } = first;
  if (recorded !== null && segments.length === 1) return snapshot(recorded, at);
  const why = lacking(table, segments, at);
  if (why !== null) return `# ${why}\n`;
  const lines = table.meta.code;
  const [begins, ends] = ["import ", "model = "].map((word) => lines.findIndex((line) => line.startsWith(word))) as [number, number];
  const data = [...lines.slice(Math.max(begins, 0), ends < 0 ? lines.length : ends), ...(samplesOf(table, first.setup) === table ? [] : points(first))];
  const body = isFit(segments, at) ? fitted(first, at) : advanced(segments, at);
  return [...imported(data, body.join("\n")), ...body, ""].join("\n");
}

/** Why a course has no code, in a sentence; null if it has. */
function lacking(table: Begin, segments: readonly Segment[], at: Position): string | null {
  const [{ setup }, ...changes] = segments as [Segment, ...Segment[]];
  if (at.batch > 0 || changes.some(({ mark }) => mark.at.batch > 0)) return "The course ends, or was changed, inside an epoch, and Python advances by whole epochs: go to the end of an epoch.";
  const own = setup.seed === table.meta.seed && setup.scheme === table.meta.scheme && String(setup.hidden.map(({ size }) => size)) === String(table.meta.sizes.slice(1, -1));
  if (setup.plan.early_stopping && !(own && samplesOf(table, setup) === table)) return "Early stopping holds out other rows for this set-up than for the one the table opened with, so there is no code: open the table with these settings.";
  return null;
}

const opened = ({ meta }: Recorded): string => `recording = Recording.open(${JSON.stringify(`${meta.folder}/recording.bin`)})`;

/** The network of a snapshot; of a run that was not recorded, the one that it has kept. */
function snapshot(recorded: Recorded, at: Position): string {
  const kept = `from rosenblatt import load_model\n\nnetwork = load_model(${JSON.stringify(recorded.meta.folder)}).network\n`;
  return recorded.meta.n === 0 ? kept : `from rosenblatt.recording import Recording\n\n${opened(recorded)}\nnetwork = recording[${recorded.number(at)}]\n`;
}

/** Whether one `fit` trains the same: nothing was changed, no class lacks points, and the schedule does not depend on how many epochs are planned. */
function isFit(segments: readonly Segment[], at: Position): boolean {
  const [first] = segments as [Segment];
  const { plan } = first.setup;
  return segments.length === 1 && first.recorded === null && at.epoch > 0 && !first.given && !plan.early_stopping && !lacksClass(first) && !["cosine", "onecycle"].includes(plan.learning_rate);
}

function lacksClass({ begin }: Segment): boolean {
  const found = new Set(Array.from(begin.y).filter((_, row) => begin.heldOut[row] === 0));
  return begin.meta.task.kind === "classes" && found.size < begin.meta.task.classes.length;
}

/** Where what the lines call comes from. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  dataclasses: ["replace"],
  rosenblatt: ["MLPClassifier", "MLPRegressor", "Perceptron"],
  "rosenblatt.fitting": ["begin"],
  "rosenblatt.fitting.task": ["task_of_classes"],
  "rosenblatt.recording": ["Recording"],
  "rosenblatt.training": ["advance", "advance_perceptron", "refitted", "reweighted", "without_neuron"],
};

/** The lines that read the table, with the imports that the training needs in place of those of its own. */
function imported(lines: readonly string[], body: string): string[] {
  const kept = lines.filter((line) => !/^from rosenblatt(\.fitting|\.training)? import (MLP|Perceptron|begin|advance)/.test(line));
  const wanted = Object.entries(MODULES).flatMap(([module, names]) => {
    const called = names.filter((name) => new RegExp(`(^|[^\\w.])${name}(\\.open)?\\(`, "m").test(body));
    return called.length > 0 ? [`from ${module} import ${called.join(", ")}`] : [];
  });
  const place = kept.findLastIndex((line) => line.startsWith("import ") || line.startsWith("from ")) + 1;
  return [...kept.slice(0, place), ...wanted, ...kept.slice(place)];
}

/** A call with a line for each argument. */
const call = (name: string, values: Settings): string[] => [`${name}(`, ...Object.entries(values).map(([key, value]) => `    ${key}=${python(value as Value)},`), ")"];

function fitted({ setup, begin }: Segment, at: Position): string[] {
  return [...call(`model = ${estimatorOf(begin, setup).name}`, { ...parametersOf(begin, setup), max_iter: at.epoch }), "model.fit(X, y)", "network = model.network_"];
}

function advanced(segments: readonly Segment[], at: Position): string[] {
  const [first] = segments as [Segment];
  const { begin, setup } = first;
  const task = lacksClass(first) ? `, task=task_of_classes(np.arange(${begin.meta.task.classes.length}))` : "";
  const lines = [`fit = begin("${estimatorOf(begin, setup).name}", ${python(parametersOf(begin, setup))}, X, y${task})`, "state, data, plan = fit.state, fit.data, fit.plan"];
  const perceptron = setup.model === "perceptron";
  if (perceptron && first.given) lines.push(...solution([...first.start.parameters.entries()], begin));
  else if (first.given) lines.push(`state.network.parameters[:] = ${python([...first.start.parameters])}`);
  let { epoch } = (first.recorded === null ? first : (segments[1] as Segment)).start.at;
  const advance = (to: number): void => {
    if (to > epoch) lines.push(`history, stopped_by = ${perceptron ? "advance_perceptron" : "advance"}(state, data, plan, ${to - epoch})`);
    epoch = Math.max(epoch, to);
  };
  segments.slice(1).forEach((segment, index) => {
    if (segment.parent?.recorded) return lines.push(opened(segment.parent.recorded), `state, plan = recording.state(${segment.parent.recorded.number(segment.start.at)}), recording.plan`);
    advance(segment.start.at.epoch);
    lines.push(...change(segment, segments[index] as Segment));
  });
  advance(at.epoch);
  return [...lines, perceptron ? "network = fit.at(state, fit.history).network" : "network = state.network"];
}

/** Parameters of a perceptron, in Network's order, set in its state. */
function solution(edits: readonly (readonly [index: number, value: number])[], { nInputs, meta }: Begin): string[] {
  const neurons = meta.task.classes.length > 2 ? meta.task.classes.length : 1;
  const lines = edits.map(([index, value]) => {
    const [input, neuron] = [Math.floor(index / neurons), index % neurons];
    return `${input < nInputs ? `weights[${neuron}, ${input}]` : `biases[${neuron}]`} = ${python(value)}`;
  });
  return ["weights, biases = state.solution()", ...lines, "state = reweighted(state, weights, biases)"];
}

const estimatorOf = ({ meta }: Begin, { model }: Setup): Estimator => (model === "perceptron" && meta.perceptron !== null ? meta.perceptron.estimator : meta.estimator);

/** The parameters of the estimator that begins as a set-up does: those of the table, with what the set-up changes. */
function parametersOf(begin: Begin, setup: Setup): Settings {
  const { parameters } = estimatorOf(begin, setup);
  if (setup.model === "perceptron") return { ...parameters, ...ruleOf(setup, setupOf(begin)), random_state: setup.seed };
  const [{ plan, hidden, scheme, seed }, own] = [setup, setupOf(begin)];
  const changed = Object.fromEntries(PARAMETERS.filter((name) => plan[name] !== own.plan[name]).map((name) => [name, plan[name]]));
  const shape = JSON.stringify(hidden) === JSON.stringify(own.hidden) ? {} : { hidden_layer_sizes: hidden.map(({ size }) => size), ...activation(hidden) };
  const more: Settings = {};
  if (plan.batch_size !== own.plan.batch_size) more["batch_size"] = plan.batch_size ?? "auto";
  if (String(plan.dropout) !== String(own.plan.dropout)) more["dropout"] = plan.dropout.length === 0 ? 0 : plan.dropout;
  if (scheme !== own.scheme) more["init"] = scheme;
  return { ...parameters, ...shape, ...changed, ...more, random_state: seed };
}

function activation(hidden: Setup["hidden"]): Settings {
  const names = hidden.map((layer) => layer.activation);
  return names.length === 0 ? { activation: "relu" } : { activation: new Set(names).size === 1 ? names[0] : names };
}

function points({ begin }: Segment): string[] {
  const rows = Array.from({ length: begin.nRows }, (_, row) => row).filter((row) => begin.heldOut[row] === 0);
  const X = rows.map((row) => [...begin.X.subarray(row * begin.nInputs, (row + 1) * begin.nInputs)]);
  return [
    `# ${rows.length} samples of your own, prepared as those of the table.`,
    `X = np.array(${python(X)}, float)`,
    `y = np.array(${python(rows.map((row) => begin.y[row] as number))})`,
  ];
}

/** A change at a mark. */
function change({ begin, setup, mark }: Segment, before: Segment): string[] {
  const comment = `# Epoch ${mark.at.epoch}: ${mark.text.replace(/[^\x20-\x7e]/g, "?")}.`;
  if (mark.without !== undefined) return [comment, `state = without_neuron(state, ${mark.without.join(", ")})`];
  if (mark.edit !== undefined && setup.model === "perceptron") return [comment, ...solution([mark.edit], begin)];
  if (mark.edit !== undefined) return [comment, `state.network.parameters[${mark.edit[0]}] = ${python(mark.edit[1])}`];
  const [now, was] = [setup, before.setup].map(({ model, plan }) => (model === "perceptron" ? plan.rule : plan) as unknown as Settings) as [Settings, Settings];
  const names = Object.keys(now).filter((name) => name !== "rule" && String(now[name]) !== String(was[name]));
  const changes = names.map((name) => `${name}=${python(now[name] as Value)}`).join(", ");
  return [comment, `changed = replace(plan, ${changes})`, "state, plan = refitted(state, plan, changed), changed"];
}
