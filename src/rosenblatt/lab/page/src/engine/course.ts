// The course of a training: play, step, rewind, changes and branches, over an engine that runs one training at a time.
import { batch } from "@preact/signals";
import * as store from "../store.ts";
import type { Begin, Branch, Mark, Moment, Position, Setup } from "../types.ts";
import { Branches } from "./branches.ts";
import type { Engine, Frame, RunOrder, State } from "./engine.ts";
import { compare, fit } from "./keyframes.ts";
import { type NextStep, nextStep } from "./nextstep.ts";
import type { Recorded } from "./recorded.ts";
import { samplesOf } from "./samples.ts";
import { holding, rowAt, sameNumbers, Segment } from "./segments.ts";

const widest = (parameters: Float64Array, most: number): number => parameters.reduce((found, each) => Math.max(found, Math.abs(each)), most);
const samePosition = (one: Position, other: Position): boolean => compare(one, other) === 0;

/** Orders are done one after the other; a later one ends the one that is running, so that the newest wins. */
export class Driver {
  private readonly segments = new Map<number, Segment>();
  readonly branches = new Branches(this.segments);
  private next = 1;
  /** What the engine holds now; null when it has to be loaded again. */
  private loaded: { segment: Segment; at: Position } | null = null;
  /** The segment that is shown: its settings are those of the panels. */
  private shown: Segment | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private newest = 0;

  constructor(
    readonly engine: Engine,
    private readonly table: () => Begin | null,
  ) {
    store.onRestored(() => void this.restore());
  }

  segment(branch: Branch): Segment {
    return this.branches.tip(branch);
  }

  /** Do something after what is running has ended; `live` turns false once something newer waits. */
  take<T>(work: (live: () => boolean) => Promise<T>): Promise<T> {
    const mine = ++this.newest;
    this.engine.halt();
    const done = this.last.then(() => work(() => mine === this.newest));
    this.last = done.catch(() => undefined);
    return done;
  }

  /** The step after a position of the shown branch, after what is running has ended by itself; the engine stays where it is. */
  stepAfter(at: Position): Promise<NextStep | null> {
    const found = this.last.then(async () => {
      const branch = store.shownBranch.value;
      if (branch === null || compare(at, branch.end) > 0 || !this.continues(holding(this.segment(branch), at))) return null;
      const segment = await this.bring(this.segment(branch), at);
      return segment === null ? null : nextStep(this.engine, segment.setup.model);
    });
    this.last = found.catch(() => undefined);
    return found;
  }

  /** End what is running, and wait until it has ended. */
  stop(): Promise<void> {
    store.playing.value = false;
    return this.take(async () => undefined);
  }

  /** The settings and shape of a branch at a position. */
  setupAt(branch: Branch, at: Position): Setup {
    return holding(this.segment(branch), at).setup;
  }

  /** A branch at a position, or at its end if that is before: exactly, after what is running, or its nearest known state at once. */
  momentOf(branch: Branch, at: Position, exact: boolean): Promise<Moment> {
    const goal = compare(at, branch.end) > 0 ? branch.end : at;
    const tip = this.segment(branch);
    const made = (state: State): Moment => {
      const row = state.at.epoch > 0 ? rowAt(tip, state.at.epoch) : null;
      return { branch: branch.letter, at: state.at, exact: samePosition(state.at, goal), recorded: segment.recorded !== null, parameters: state.parameters, row, stop: "", message: "" };
    };
    const segment = holding(tip, goal);
    const near = segment.keyframes.closest(goal) ?? segment.start;
    if (!exact || segment.recorded !== null) return Promise.resolve(made(near));
    const found = this.last.then(async () => ((await this.bring(tip, goal)) === null ? made(near) : made(await this.engine.state())));
    this.last = found.catch(() => undefined);
    return found;
  }

  // ---- Starting -------------------------------------------------------------------------------------------------

  /** Begin a course with a set-up: its moment before epoch 1. The former course stays as a line, if it is given. */
  start(setup: Setup, former: Branch | null = null, given?: { parameters: Float64Array; text: string }): Promise<void> {
    return this.take(async () => {
      const text = given?.text ?? `seed ${setup.seed}`;
      this.begin(await this.root(setup, { at: { epoch: 0, batch: 0 }, kind: "start", text }, given?.parameters), former);
    });
  }

  /** Open a run at its last snapshot. */
  open(recorded: Recorded, setup: Setup): Promise<void> {
    return this.take(async () => {
      const [first] = recorded.states as [State];
      const segment = this.add(null, first, this.table() as Begin, setup, { at: first.at, kind: "start", text: recorded.meta.name });
      this.loaded = null;
      segment.recorded = recorded;
      for (const state of recorded.states) segment.keyframes.add(state);
      segment.rows.append(recorded.rows);
      segment.end = (recorded.states.at(-1) as State).at;
      this.begin(segment, null);
    });
  }

  /** Show the only branch of a new course, at its end. */
  private begin(segment: Segment, former: Branch | null): void {
    const branch: Branch = { letter: "A", name: segment.mark.text, segment: segment.id, end: segment.end };
    const { parameters } = segment.state(segment.end);
    batch(() => {
      store.setup.value = segment.setup;
      store.widest.value = segment.recorded?.states.reduce((most, state) => widest(state.parameters, most), 0) ?? 0;
      store.course.value = { branches: [branch], shown: "A", beside: null, former };
      this.show(branch, segment, segment.end, parameters);
    });
    this.branches.sweep();
  }

  /** A segment without a parent: fresh weights from the seed, or other weights of the same shape. */
  async root(setup: Setup, mark: Mark, parameters: Float64Array | null = null): Promise<Segment> {
    const begin = samplesOf(this.table() as Begin, setup);
    await this.engine.start(begin, setup);
    const fresh = await this.engine.state();
    const start = parameters === null ? fresh : { ...fresh, parameters };
    if (parameters !== null) await this.engine.load(start);
    const made = this.add(null, start, begin, setup, mark);
    made.given = parameters !== null && !sameNumbers(parameters, fresh.parameters);
    return made;
  }

  add(parent: Segment | null, start: State, begin: Begin, setup: Setup, mark: Mark): Segment {
    const segment = new Segment(this.next++, parent, start, begin, setup, mark);
    this.segments.set(segment.id, segment);
    this.loaded = { segment, at: start.at };
    return segment;
  }

  // ---- The engine and moments -------------------------------------------------------------------------------------

  /** Bring the engine to a position of a chain: the nearest keyframe before, and training from there. False if overtaken. */
  async bring(tip: Segment, at: Position, live: () => boolean = () => true): Promise<Segment | null> {
    const segment = holding(tip, at);
    const state = segment.recorded === null ? segment.state(at) : await segment.recorded.whole(at);
    const here = this.loaded;
    const onTheWay = here?.segment === segment && compare(here.at, at) <= 0 && compare(state.at, here.at) <= 0;
    if (!onTheWay) {
      if (here?.segment !== segment) await this.equip(segment, here?.segment ?? null);
      this.accept(segment, await this.engine.load(state, segment.setup.plan));
    }
    // A perceptron continues from a snapshot inside an epoch with a new epoch.
    if (segment.recorded !== null) return segment;
    while (!samePosition(this.at(), at)) {
      if (!live()) return null;
      const { epoch } = this.at();
      const frame = epoch < at.epoch ? await this.run(segment, { epochs: at.epoch - epoch }) : await this.step(segment);
      if (frame.stop !== "" && compare(frame.at, at) < 0) return null;
    }
    return segment;
  }

  /** Bring the engine to a position from which a branch is trained on; at a snapshot of a run a segment begins. */
  async ready(branch: Branch, at: Position, live?: () => boolean): Promise<Segment | null> {
    const found = await this.bring(this.segment(branch), at, live);
    if (found === null || found.recorded === null) return found;
    const made = this.add(found, await this.engine.state(), found.begin, found.setup, { at: this.at(), kind: "start", text: "from here" });
    this.branches.update(branch.letter, { segment: made.id, end: made.end });
    return made;
  }

  /** Whether training can continue from a segment; a run says why not. */
  continues({ recorded }: Segment, say = false): boolean {
    const may = recorded === null || recorded.meta.continued;
    if (!may && say) store.fault("training", recorded.meta.why);
    return may;
  }

  /** Bring the engine to a position of one segment, also where a later one begins at the same place. */
  async enter(segment: Segment, at: Position): Promise<void> {
    await this.equip(segment, this.loaded?.segment ?? null);
    this.accept(segment, await this.engine.load(segment.state(at), segment.setup.plan));
    while (compare(this.at(), at) < 0) {
      if (this.at().epoch < at.epoch) await this.run(segment, { epochs: at.epoch - this.at().epoch });
      else await this.step(segment);
    }
  }

  /** Give the engine the samples and shape of a segment, if those it has are others; its plan comes with its state. */
  private async equip(segment: Segment, current: Segment | null): Promise<void> {
    const same = current !== null && current.begin === segment.begin && current.setup.hidden === segment.setup.hidden;
    if (!same || current.setup.model !== segment.setup.model) await this.engine.start(segment.begin, segment.setup);
    this.loaded = null;
  }

  async run(segment: Segment, order: RunOrder, see: (frame: Frame) => void = () => undefined): Promise<Frame> {
    const frame = await this.engine.run(order, (each) => {
      this.accept(segment, each);
      see(each);
    });
    this.accept(segment, frame);
    return frame;
  }

  async step(segment: Segment): Promise<Frame> {
    const frame = await this.engine.step();
    this.accept(segment, frame);
    return frame;
  }

  /** Where the engine is. */
  at(): Position {
    return (this.loaded as { at: Position }).at;
  }

  /** Keep what a frame brings. */
  accept(segment: Segment, frame: Frame): void {
    segment.rows.append(frame.rows);
    for (const state of frame.keyframes) segment.keyframes.add(state);
    if (compare(frame.at, segment.end) > 0) segment.end = frame.at;
    if (frame.stop !== "") [segment.stop, segment.message] = [frame.stop, frame.message];
    this.loaded = { segment, at: frame.at };
    fit([...this.segments.values()].filter((each) => each.recorded === null).map((each) => each.keyframes));
  }

  show(branch: Branch, segment: Segment, at: Position, parameters: Float64Array, exact = true): void {
    const row = at.epoch > 0 ? rowAt(this.segment(branch), at.epoch) : null;
    const stopped = segment.stop !== "" && samePosition(segment.end, at);
    const [stop, message] = stopped ? [segment.stop, segment.message] : (["", ""] as const);
    batch(() => {
      if (this.shown !== segment) store.setup.value = segment.setup;
      this.shown = segment;
      store.widest.value = widest(parameters, store.widest.value);
      store.moment.value = { branch: branch.letter, at, exact, recorded: segment.recorded !== null, parameters, row, stop, message };
    });
  }

  /** What a drag shows at once: the closest known state, named as such; of a run it rests there. */
  preview(at: Position): void {
    const branch = store.shownBranch.value;
    if (branch === null) return;
    const segment = holding(this.segment(branch), at);
    const state = segment.keyframes.closest(at) ?? segment.start;
    this.show(branch, holding(this.segment(branch), state.at), state.at, state.parameters, segment.recorded !== null || samePosition(state.at, at));
  }

  /** Show the snapshot of a run so many places after the one that is shown. False if that is beyond the end. */
  along(by: number): boolean {
    const [branch, at] = [store.shownBranch.value, store.moment.value?.at];
    if (branch === null || at === undefined) return false;
    const next = holding(this.segment(branch), at).keyframes.along(at, by);
    if (next === undefined || samePosition(next.at, at) || compare(next.at, branch.end) > 0) return false;
    this.preview(next.at);
    return true;
  }

  /** Go to a position of the shown branch, exactly. */
  async seek(at: Position): Promise<void> {
    const branch = store.shownBranch.value;
    if (branch === null) return;
    const goal = compare(at, branch.end) > 0 ? branch.end : at;
    await this.take(async (live) => {
      if (!live()) return;
      if (holding(this.segment(branch), goal).recorded !== null) return this.preview(goal);
      const segment = await this.bring(this.segment(branch), goal, live);
      if (segment === null || !live()) return;
      const { parameters } = await this.engine.state();
      this.show(branch, segment, goal, parameters);
    });
  }

  private async restore(): Promise<void> {
    const [kept, branch] = [store.moment.value, store.shownBranch.value];
    if (kept === null || branch === null) return;
    store.playing.value = false;
    this.shown = holding(this.segment(branch), kept.at);
    if (this.shown.recorded === null) await this.take(async () => void (await this.bring(this.segment(branch), kept.at)));
  }

  // ---- Branches -----------------------------------------------------------------------------------------------------

  /** The shown branch, ready to be continued from the moment that is shown: at a past moment, a new branch. */
  continued(): Branch | null {
    const [branch, moment] = [store.shownBranch.value, store.moment.value];
    if (branch === null || moment === null) return null;
    const segment = holding(this.segment(branch), moment.at);
    if (!this.continues(segment, true)) return null;
    if (compare(moment.at, branch.end) >= 0 && segment.recorded === null) return branch;
    const copy = { name: `from epoch ${moment.at.epoch}`, segment: segment.id, end: moment.at };
    return this.branches.join(copy, branch.letter);
  }
}
