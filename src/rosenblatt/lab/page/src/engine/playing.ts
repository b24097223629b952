// Playing: training at one of seven speeds, single epochs and batches, and running to the next stop.
import * as store from "../store.ts";
import type { Branch, Position } from "../types.ts";
import type { Driver } from "./course.ts";
import type { Frame } from "./engine.ts";
import { settle } from "./changes.ts";
import { compare } from "./keyframes.ts";
import { holding, type Segment } from "./segments.ts";

interface Pace {
  readonly name: string;
  /** Of a run. */
  readonly snapshots: number;
  readonly batches?: number;
  readonly epochs?: number;
}

/** The seven stops of the speed: so many batches or epochs a second, at last as many as the machine makes. */
export const PACES: readonly Pace[] = [
  { name: "1 batch a second", snapshots: 2, batches: 1 },
  { name: "5 batches a second", snapshots: 3, batches: 5 },
  { name: "2 epochs a second", snapshots: 4, epochs: 2 },
  { name: "20 epochs a second", snapshots: 8, epochs: 20 },
  { name: "200 epochs a second", snapshots: 12, epochs: 200 },
  { name: "2,000 epochs a second", snapshots: 30, epochs: 2000 },
  { name: "as fast as possible", snapshots: 60 },
];

const reducedMotion = (): boolean => globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;
const SLOW_PICTURES = 250;
/** Milliseconds between two portions of training at least, and those that a slow machine catches up with at most. */
const SHORTEST = 20;
const LONGEST = 250;
/** Snapshots of a run that the fastest pace shows at most. */
const MOST_PICTURES = 300;

export class Player {
  private wake: () => void = () => undefined;
  private drawn = 0;

  /** `until` is the epoch at which playing pauses by itself, as a lesson asks for it. */
  constructor(
    private readonly driver: Driver,
    private readonly until: () => number = () => Infinity,
  ) {}

  toggle(): void {
    if (store.playing.value) this.pause();
    else void this.play();
  }

  pause(): void {
    store.playing.value = false;
    this.driver.engine.halt();
    this.wake();
  }

  /** Another speed: the pace that runs is ended and the next one begins. */
  setSpeed(speed: number): void {
    store.speed.value = Math.min(Math.max(speed, 0), PACES.length - 1);
    this.interrupt();
  }

  /** End what is running now, without pausing: settings have changed. */
  interrupt(): void {
    if (!store.playing.value) return;
    this.driver.engine.halt();
    this.wake();
  }

  /** Play on from the moment that is shown, until paused, stopped, or at a whole epoch: through the snapshots of a run, else by training. */
  async play(until = this.until(), trains = store.moment.value?.recorded !== true): Promise<void> {
    const moment = store.moment.value;
    if (moment === null || store.playing.value) return;
    store.playing.value = true;
    await this.driver.take(async (live) => {
      try {
        await (trains ? this.train(live, until) : this.review(live));
      } finally {
        store.playing.value = false;
      }
    });
  }

  /** Train on from the snapshot of a run that is shown. */
  resume(): Promise<void> {
    this.pause();
    return this.play(this.until(), true);
  }

  /** Step through the snapshots of a run; from its end again from the start. Of many, the fastest pace leaves some out. */
  private async review(live: () => boolean): Promise<void> {
    const { driver } = this;
    const all = store.begin.value?.recorded?.states.length ?? 0;
    if (compare((store.moment.value as { at: Position }).at, (store.shownBranch.value as Branch).end) >= 0) driver.along(-all);
    while (live() && store.playing.value && store.moment.value?.recorded === true) {
      await this.rest(performance.now(), live, true);
      const stride = store.speed.value === PACES.length - 1 ? Math.ceil(all / MOST_PICTURES) : 1;
      if (!live() || !store.playing.value || !driver.along(stride)) return;
    }
  }

  private async train(live: () => boolean, until: number): Promise<void> {
    const { driver } = this;
    const at = (store.moment.value as { at: Position }).at;
    const branch = driver.continued();
    if (branch === null) return;
    let segment = await driver.ready(branch, at, live);
    let before = performance.now() - SHORTEST;
    while (segment !== null && live() && store.playing.value && driver.at().epoch < until) {
      segment = await settle(driver, branch.letter, segment);
      const began = performance.now();
      const frame = await this.pace(branch, segment, until, began - before);
      before = began;
      this.draw(branch, segment, frame, frame.stop !== "");
      if (frame.stop !== "") break;
      await this.rest(began, live);
    }
    const { parameters } = await driver.engine.state();
    if (segment !== null) driver.show(branch, segment, driver.at(), parameters);
  }

  /** One portion of training at the speed that is set: as many epochs as the time since the last one began asks for. */
  private pace(branch: Branch, segment: Segment, until: number, elapsed: number): Promise<Frame> {
    const { driver } = this;
    const { batches, epochs } = PACES[store.speed.value] as Pace;
    const left = until - driver.at().epoch;
    const see = (frame: Frame): void => this.draw(branch, segment, frame, false);
    // A change of the settings waits for the end of the epoch.
    const waits = store.setup.value?.plan !== segment.setup.plan;
    if (waits) return driver.run(segment, { epochs: 1 });
    if (batches !== undefined) return driver.step(segment);
    if (epochs === undefined) return driver.run(segment, Number.isFinite(left) ? { epochs: left } : {}, see);
    const due = Math.round((epochs * Math.min(elapsed, LONGEST)) / 1000);
    return driver.run(segment, { epochs: Math.min(left, Math.max(1, due)) });
  }

  private draw(branch: Branch, segment: Segment, frame: Frame, last: boolean): void {
    const now = performance.now();
    if (compare(frame.at, branch.end) > 0) this.driver.branches.update(branch.letter, { end: frame.at });
    if (reducedMotion() && now - this.drawn < SLOW_PICTURES && !last) return;
    this.drawn = now;
    this.driver.show(branch, segment, frame.at, frame.parameters);
  }

  /** Wait until the next portion is due. */
  private rest(began: number, live: () => boolean, recorded = false): Promise<void> {
    const { snapshots, batches, epochs } = PACES[store.speed.value] as Pace;
    const pace = recorded ? snapshots : (batches ?? epochs);
    if (!live() || pace === undefined) return Promise.resolve();
    const gap = Math.max(recorded && reducedMotion() ? SLOW_PICTURES : batches === undefined ? SHORTEST : 0, 1000 / pace);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, gap - (performance.now() - began)));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** One epoch or one batch further: along what is known, else by training. */
  async forward(what: "epoch" | "batch"): Promise<void> {
    this.pause();
    const [moment, branch] = [store.moment.value, store.shownBranch.value];
    if (moment === null || branch === null) return;
    if (moment.recorded) return void this.driver.along(1);
    if (what === "epoch" && moment.at.epoch + 1 <= branch.end.epoch) return this.driver.seek({ epoch: moment.at.epoch + 1, batch: 0 });
    if (what === "batch" && compare(moment.at, branch.end) < 0) return this.driver.seek(await this.nextBatch(branch, moment.at));
    await this.driver.take(async () => {
      const found = await this.driver.bring(this.driver.segment(branch), moment.at);
      if (found === null) return;
      const segment = await settle(this.driver, branch.letter, found);
      const frame = await (what === "epoch" ? this.driver.run(segment, { epochs: 1 }) : this.driver.step(segment));
      this.draw(branch, segment, frame, true);
    });
  }

  /** The position one batch after another one; found by training it again. */
  private nextBatch(branch: Branch, at: Position): Promise<Position> {
    return this.driver.take(async () => {
      const segment = await this.driver.bring(this.driver.segment(branch), at);
      return segment === null ? at : (await this.driver.step(segment)).at;
    });
  }

  /** Train as fast as possible to the next stop. */
  async toStop(): Promise<void> {
    if (store.moment.value?.recorded) return this.driver.seek((store.shownBranch.value as Branch).end);
    const before = store.speed.value;
    store.speed.value = PACES.length - 1;
    await this.play();
    store.speed.value = before;
  }

  /** One whole epoch back, or to the beginning of the epoch that is under way. */
  back(): Promise<void> {
    this.pause();
    const at = store.moment.value?.at;
    if (at === undefined) return Promise.resolve();
    if (store.moment.value?.recorded) return Promise.resolve(void this.driver.along(-1));
    return this.driver.seek({ epoch: at.batch > 0 ? at.epoch : Math.max(0, at.epoch - 1), batch: 0 });
  }

  /** To the next or former mark; beyond the last one to the end, before the first to the start. */
  toMark(direction: 1 | -1): Promise<void> {
    this.pause();
    const [at, branch] = [store.moment.value?.at, store.shownBranch.value];
    if (at === undefined || branch === null) return Promise.resolve();
    const tip = this.driver.segment(branch);
    const stops = [{ epoch: 0, batch: 0 }, ...startsOf(tip), branch.end];
    const found = direction === 1 ? stops.find((each) => compare(each, at) > 0) : stops.findLast((each) => compare(each, at) < 0);
    return found === undefined ? Promise.resolve() : this.driver.seek(found);
  }
}

function startsOf(tip: Segment): Position[] {
  const found: Position[] = [];
  for (let each = holding(tip, tip.end); each.parent !== null; each = each.parent) found.unshift(each.start.at);
  return found;
}
