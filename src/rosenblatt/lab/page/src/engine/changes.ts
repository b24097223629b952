// Changes of a training: settings, weights, shape, samples, and branches to compare. Each is one step for undo.
import * as store from "../store.ts";
import type { Branch, Mark, PlanSettings, Position, RuleSettings, Setup } from "../types.ts";
import type { Driver } from "./course.ts";
import type { State } from "./engine.ts";
import { compare } from "./keyframes.ts";
import { chain, type Segment } from "./segments.ts";
import { withoutNeuron } from "./states.ts";

/** How the marks and the panels name the settings. */
export const SETTINGS: Readonly<Partial<Record<keyof PlanSettings, string>>> = {
  loss: "loss", solver: "solver", learning_rate_init: "rate", learning_rate: "schedule", power_t: "power of the schedule",
  alpha: "penalty", batch_size: "batch", momentum: "momentum", nesterovs_momentum: "Nesterov's momentum", dropout: "dropout",
  max_grad_norm: "clipping", n_iter_no_change: "patience", tol: "goal", max_iter: "most epochs", shuffle: "shuffling",
  early_stopping: "early stopping", beta_1: "beta 1", beta_2: "beta 2", epsilon: "epsilon", loss_parameter: "parameter of the loss",
};

/** How they name the settings of the perceptron rule. */
const RULE: Readonly<Record<keyof RuleSettings, string>> = { eta0: "rate", penalty: "penalty", alpha: "strength", max_iter: "most epochs", tol: "goal", n_iter_no_change: "patience" };

/** The differences of two plans in words: "rate 0.01, solver sgd". */
export function differences(before: PlanSettings, after: PlanSettings): string {
  const parts = <T extends object>(one: T, other: T, names: Partial<Record<keyof T, string>>): string[] =>
    (Object.keys(names) as (keyof T)[]).filter((name) => String(one[name]) !== String(other[name])).map((name) => `${names[name]} ${inWords(other[name])}`);
  const rules = before.rule && after.rule ? parts(before.rule, after.rule, RULE) : [];
  return [...parts(before, after, SETTINGS), ...rules].join(", ");
}

function inWords(value: unknown): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return "off";
  if (typeof value === "boolean") return value ? "on" : "off";
  return Array.isArray(value) ? value.join(" ") : String(value);
}

/** Let changed settings act, if the engine is between two epochs: they begin a segment. */
export async function settle(driver: Driver, letter: string, segment: Segment): Promise<Segment> {
  const wanted = store.setup.value;
  const at = driver.at();
  if (wanted === null || wanted.plan === segment.setup.plan || at.batch > 0) return segment;
  const again = compare(segment.start.at, at) === 0;
  if (again && segment.parent === null) {
    const made = await driver.root(wanted, segment.mark, segment.start.parameters);
    return moved(driver, letter, made, wanted);
  }
  // Settings that change twice at one place are one change.
  const parent = again && segment.mark.kind === "plan" ? (segment.parent as Segment) : segment;
  if (parent !== segment) await driver.enter(parent, at);
  const text = differences(parent.setup.plan, wanted.plan);
  parent.keyframes.add(await driver.engine.state());
  if (text === "") return moved(driver, letter, parent, wanted);
  await driver.engine.plan(wanted.plan);
  const made = driver.add(parent, await driver.engine.state(), parent.begin, wanted, { at, kind: "plan", text });
  return moved(driver, letter, made, wanted);
}

/** Show the segment with the wanted settings; settings that were changed meanwhile wait for the next one. */
function moved(driver: Driver, letter: string, segment: Segment, wanted: Setup): Segment {
  const latest = store.setup.value;
  driver.branches.update(letter, { segment: segment.id });
  const branch = store.shownBranch.value;
  if (branch !== null) driver.show(branch, segment, driver.at(), segment.state(driver.at()).parameters);
  if (latest !== wanted) store.setup.value = latest;
  return segment;
}

export class Changes {
  constructor(private readonly driver: Driver) {}

  /** Change settings; they act from the next epoch, at once while paused between two. */
  async plan(changes: Partial<PlanSettings>): Promise<void> {
    const setup = store.setup.value;
    if (setup === null) return;
    const plan = { ...setup.plan, ...changes };
    const text = differences(setup.plan, plan);
    if (text === "") return;
    store.keep(text, Object.keys(changes.rule ?? changes).join());
    store.setup.value = { ...setup, plan };
    if (store.playing.value) this.driver.engine.halt();
    else await this.atMoment(async (branch, segment) => void (await settle(this.driver, branch.letter, segment)));
  }

  /** Set one weight or bias; training continues from there. */
  async parameter(index: number, value: number, name: string): Promise<void> {
    store.keep(`${name} ${value}`, `parameter ${index}`);
    await this.atMoment(async (branch, segment, at) => {
      const state = await this.driver.engine.state();
      const parameters = state.parameters.slice();
      parameters[index] = value;
      await this.continueWith({ ...state, parameters }, branch, segment, { at, kind: "weight", text: `${name} ${value}`, edit: [index, value] });
    });
  }

  /** Delete a hidden neuron; training continues with the others, whose weights and moments stay. `smaller` is the set-up without it. */
  async dropNeuron(smaller: Setup, layer: number, neuron: number, text: string): Promise<void> {
    store.keep(text);
    await this.atMoment(async (branch, segment, at) => {
      const { begin, setup } = segment;
      const start = withoutNeuron(await this.driver.engine.state(), store.shapeOf(begin, setup), setup.plan, layer, neuron);
      const own = { ...setup, hidden: smaller.hidden };
      await this.driver.engine.start(begin, own);
      await this.driver.engine.load(start);
      const made = this.driver.add(segment, start, begin, own, { at, kind: "shape", text, without: [layer, neuron] });
      this.showMade(branch, made, at, start);
    });
  }

  private async continueWith(start: State, branch: Branch, segment: Segment, mark: Mark): Promise<void> {
    // The same weight that moves again at the same place replaces its former value.
    const what = (each: Mark): string => each.text.slice(0, each.text.lastIndexOf(" "));
    const again = segment.parent !== null && what(segment.mark) === what(mark) && compare(segment.start.at, mark.at) === 0;
    const parent = again ? (segment.parent as Segment) : segment;
    await this.driver.engine.load(start);
    const made = this.driver.add(parent, start, segment.begin, segment.setup, mark);
    this.showMade(branch, made, mark.at, start);
  }

  /** Show a change; settings that wait for the end of the epoch still wait. */
  private showMade(branch: Branch, made: Segment, at: Position, { parameters }: State): void {
    const plan = store.setup.value?.plan ?? made.setup.plan;
    this.driver.branches.update(branch.letter, { segment: made.id });
    this.driver.show(branch, made, at, parameters);
    if (plan !== made.setup.plan) store.setup.value = { ...made.setup, plan };
  }

  /** Do something with the engine at the moment that is shown, in a branch that may be continued from it. */
  private atMoment(work: (branch: Branch, segment: Segment, at: Position) => Promise<void>): Promise<void> {
    store.playing.value = false;
    return this.driver.take(async () => {
      const at = store.moment.value?.at;
      const branch = this.driver.continued();
      if (at === undefined || branch === null) return;
      const segment = await this.driver.ready(branch, at);
      if (segment !== null) await work(branch, segment, at);
      this.driver.branches.sweep();
    });
  }

  /** Another shape, seed, scheme or table: a new course from the seed, with the former one as a grey line. */
  async restart(setup: Setup, what: string): Promise<void> {
    store.keep(what);
    store.playing.value = false;
    const shown = store.shownBranch.value;
    await this.driver.start(setup, shown !== null && shown.end.epoch > 0 ? shown : store.course.value.former);
  }

  /** A network with these weights, such as one without a neuron, as a new course. */
  async restartWith(setup: Setup, parameters: Float64Array, what: string): Promise<void> {
    store.keep(what);
    store.playing.value = false;
    await this.driver.start(setup, store.shownBranch.value, { parameters, text: what });
  }

  // ---- Branches ------------------------------------------------------------------------------------------------------

  /** A branch from another seed beside the shown one. */
  async otherSeed(): Promise<void> {
    const [setup, shown] = [store.setup.value, store.shownBranch.value];
    if (setup === null || shown === null) return;
    store.keep("same start, other seed");
    store.playing.value = false;
    await this.driver.take(async () => {
      const seed = setup.seed + 1;
      const mark: Mark = { at: { epoch: 0, batch: 0 }, kind: "start", text: `seed ${seed}` };
      await this.open(await this.driver.root({ ...setup, seed }, mark), `seed ${seed}`, shown.letter);
    });
  }

  /** A branch from the initial weights of the shown one, whose settings can then be changed. */
  async otherSettings(): Promise<void> {
    const shown = store.shownBranch.value;
    if (shown === null) return;
    store.keep("same weights, other settings");
    store.playing.value = false;
    await this.driver.take(async () => {
      await this.open(chain(this.driver.segment(shown))[0] as Segment, "other settings", shown.letter);
    });
  }

  private async open(first: Segment, name: string, beside: string): Promise<void> {
    if (!this.driver.continues(first, true)) return;
    const branch = this.driver.branches.join({ name, segment: first.id, end: first.start.at }, beside);
    const segment = branch && (await this.driver.ready(branch, first.start.at));
    if (segment) this.driver.show(branch, segment, segment.start.at, segment.start.parameters);
  }

  async showBranch(letter: string): Promise<void> {
    const branch = store.course.value.branches.find((each) => each.letter === letter);
    const at = store.moment.value?.at;
    if (branch === undefined || at === undefined || letter === store.course.value.shown) return;
    const { shown } = store.course.value;
    store.change(`show ${letter}`, () => {
      store.course.value = { ...store.course.value, shown: letter, beside: shown };
    });
    await this.driver.seek(at);
  }

  /** Put a branch beside the shown one, or none. */
  beside(letter: string | null): void {
    store.change(letter === null ? "compare with none" : `compare with ${letter}`, () => {
      store.course.value = { ...store.course.value, beside: letter };
    });
  }

  async remove(letter: string): Promise<void> {
    const { branches, shown, beside } = store.course.value;
    if (branches.length < 2) return;
    store.keep(`delete ${letter}`);
    const rest = branches.filter((each) => each.letter !== letter);
    const next = shown === letter ? (rest.find((each) => each.letter === beside) ?? (rest[0] as Branch)).letter : shown;
    store.course.value = { ...store.course.value, branches: rest, shown: next, beside: beside === letter || beside === next ? null : beside };
    store.fault("branches", "");
    if (next !== shown) await this.driver.seek((store.moment.value as { at: Position }).at);
  }
}
