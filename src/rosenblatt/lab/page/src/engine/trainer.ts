// The training worker without the worker: orders in, answers and frames out.
import { biasAt, weightsAt } from "../shape.ts";
import type { Begin, PlanSettings, Position, Setup } from "../types.ts";
import type { Gradient, State, Underway } from "./engine.ts";
import { planHeader, rowsOf, shapeOf, trainingHeader, type Rows } from "./header.ts";
import { HEAD, VERSION, type FromWorker, type PackedFrame, type TrainerOrder } from "./orders.ts";
import { COLUMNS, type Lab, type Machine } from "./wasm.ts";

/** Seconds of one call of the engine, so that an order is heard within a picture of the screen. */
const SLICE = 0.012;
/** Seconds of training between two keyframes. */
const KEYFRAME = 0.025;
/** Epochs of which every row is kept for the page; beyond, rows that wait are thinned. */
const EXACT = 100_000;
const WAITING = 131_072;
const STOPS = ["", "converged", "early stopping", "max_iter", "diverged"];

interface Training {
  readonly lab: Lab;
  readonly begin: Begin;
  readonly setup: Setup;
  readonly rows: Rows;
  readonly course: number;
  plan: PlanSettings;
}

interface Run {
  readonly id: number;
  left: number;
  readonly end: number;
  halted: boolean;
}

export class Trainer {
  private training: Training | null = null;
  private current: Run | null = null;
  private waiting: Float64Array[] = [];
  private nWaiting = 0;
  private keyframes: State[] = [];
  private sinceKeyframe = 0;
  /** Whether a frame is at the page, which has not drawn it yet. */
  private away = false;

  /** `later` calls a function after orders that have come in meanwhile. */
  constructor(
    private readonly machine: Machine,
    private readonly post: (message: FromWorker) => void,
    private readonly later: (work: () => void) => void,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {}

  take(id: number, order: TrainerOrder): void {
    try {
      if (order.order === "run") return this.run(id, order.epochs, order.seconds);
      const answer = this.answer(order);
      if (answer !== undefined) this.post({ id, answer });
    } catch (error) {
      this.post({ id, refused: error instanceof Error ? error.message : String(error) });
    }
  }

  private answer(order: TrainerOrder): unknown {
    switch (order.order) {
      case "start":
        return this.start(order.begin, order.setup, order.course);
      case "halt":
        if (this.current !== null) this.current.halted = true;
        return undefined;
      case "seen":
        this.away = false;
        return undefined;
      case "step":
        this.keep(this.idle().lab.step(order.batches));
        return this.frame();
      case "state":
        return this.state();
      case "load":
        return this.load(order.state, order.plan);
      case "plan":
        return this.replan(order.plan);
      case "underway":
        return this.underway();
      case "gradient":
        return this.gradient(order.rows);
      default:
        throw new Error(`there is no order ${String((order as { order: unknown }).order)}`);
    }
  }

  private started(): Training {
    if (this.training === null) throw new Error("no training has been started");
    return this.training;
  }

  /** The training, if no run is under way that an order would disturb. */
  private idle(): Training {
    if (this.current !== null) throw new Error("a run is under way: end it first");
    return this.started();
  }

  private start(begin: Begin, setup: Setup, course: number): PackedFrame {
    if (this.current !== null) throw new Error("a run is under way: end it first");
    const lab = this.machine.lab(trainingHeader(begin, setup));
    this.training?.lab.close();
    this.training = { lab, begin, setup, course, rows: rowsOf(begin), plan: setup.plan };
    this.forget();
    return this.frame();
  }

  // ---- Runs ------------------------------------------------------------------------------------------------------

  private run(id: number, epochs: number, seconds: number): void {
    this.idle();
    this.current = { id, left: epochs, end: this.now() + seconds, halted: false };
    this.away = false;
    this.slice(this.current);
  }

  private slice(run: Run): void {
    try {
      const { lab } = this.started();
      const began = this.now();
      const rows = lab.run(run.left, Math.min(SLICE, Math.max(run.end - began, 0)));
      run.left -= rows.length / COLUMNS;
      this.keep(rows);
      this.sinceKeyframe += this.now() - began;
      const ended = run.halted || run.left <= 0 || this.now() >= run.end || lab.status().stop !== "";
      if (this.sinceKeyframe >= KEYFRAME) {
        this.keyframes.push(this.state());
        this.sinceKeyframe = 0;
      }
      if (ended) return this.end(run);
      if (!this.away) {
        this.away = true;
        this.post({ id: run.id, frame: this.frame() });
      }
      this.later(() => this.slice(run));
    } catch (error) {
      this.current = null;
      this.post({ id: run.id, refused: error instanceof Error ? error.message : String(error) });
    }
  }

  private end(run: Run): void {
    this.current = null;
    this.post({ id: run.id, answer: this.frame() });
  }

  /** Keep rows until the next frame. */
  private keep(rows: Float64Array): void {
    if (rows.length === 0) return;
    this.waiting.push(rows);
    this.nWaiting += rows.length / COLUMNS;
    if (this.nWaiting > WAITING && (rows[0] as number) > EXACT) this.thin();
  }

  /** Drop every second waiting row beyond the epochs whose rows are all kept; the last stays. */
  private thin(): void {
    const all = this.joined();
    const last = all.length / COLUMNS - 1;
    const stay = Array.from({ length: last + 1 }, (_, row) => row).filter((row) => row % 2 === 0 || row === last || (all[row * COLUMNS] as number) <= EXACT);
    const rows = new Float64Array(stay.length * COLUMNS);
    stay.forEach((row, at) => rows.set(all.subarray(row * COLUMNS, (row + 1) * COLUMNS), at * COLUMNS));
    this.waiting = [rows];
    this.nWaiting = stay.length;
  }

  private joined(): Float64Array {
    const rows = new Float64Array(this.waiting.reduce((total, each) => total + each.length, 0));
    let at = 0;
    for (const each of this.waiting) {
      rows.set(each, at);
      at += each.length;
    }
    return rows;
  }

  private forget(): void {
    this.waiting = [];
    this.nWaiting = 0;
    this.keyframes = [];
    this.sinceKeyframe = 0;
  }

  private frame(): PackedFrame {
    const { lab, course } = this.started();
    const status = lab.status();
    const [rows, parameters] = [this.joined(), lab.parameters()];
    const numbers = new Float64Array(HEAD + rows.length + parameters.length);
    const batch = this.position().batch;
    numbers.set([VERSION, course, status.epoch, status.step, status.samples, batch, STOPS.indexOf(status.stop), rows.length / COLUMNS, parameters.length]);
    numbers.set(rows, HEAD);
    numbers.set(parameters, HEAD + rows.length);
    const { keyframes } = this;
    const message = status.stop === "diverged" ? this.divergence(parameters) : "";
    this.waiting = [];
    this.nWaiting = 0;
    this.keyframes = [];
    return { numbers, message, keyframes };
  }

  /** The sentence of rosenblatt.errors.DivergedError. */
  private divergence(parameters: Float64Array): string {
    const { begin, setup, lab } = this.started();
    const shape = shapeOf(begin, setup);
    const perceptron = setup.model === "perceptron";
    const layers = perceptron ? [] : shape.activations.map((_, layer) => layer);
    const isFinite = (from: number, to: number): boolean => parameters.subarray(from, to).every(Number.isFinite);
    const whole = (layer: number): boolean => isFinite(weightsAt(shape, layer), weightsAt(shape, layer + 1)) && isFinite(biasAt(shape, layer, 0), biasAt(shape, layer + 1, 0));
    const bad = layers.find((layer) => !whole(layer)) ?? 0;
    const name = perceptron ? "the perceptron" : bad === layers.length - 1 ? "the output layer" : `hidden layer ${bad + 1}`;
    const remedies = perceptron ? "or standardise the features" : "standardise the features, or clip the gradient (max_grad_norm=1.0)";
    return (
      "Solver produced non-finite parameter weights. The input data may contain large values and need to be preprocessed: " +
      `${name} holds infinite or undefined numbers after epoch ${lab.status().epoch}. Try a smaller learning rate, ${remedies}.`
    );
  }

  // ---- States ----------------------------------------------------------------------------------------------------

  private position(): Position {
    const { lab, rows, setup, plan } = this.started();
    const { epoch, samples } = lab.status();
    if (setup.model === "perceptron") return { epoch, batch: samples };
    const training = rows.heldOut.reduce((total, held) => total + (held === 0 ? 1 : 0), 0);
    return { epoch, batch: Math.round(samples / Math.min(plan.batch_size ?? 200, training)) };
  }

  private state(): State {
    const { lab } = this.started();
    return { at: this.position(), parameters: lab.parameters(), rest: lab.snapshot() };
  }

  private load(state: State, plan: PlanSettings | null): PackedFrame {
    const training = this.idle();
    const { lab, begin, setup } = training;
    if (plan !== null) {
      if (lab.status().samples > 0) lab.fresh(setup.seed);
      lab.replan(planHeader(begin, setup, plan));
      if (setup.model === "perceptron") this.makeRoom(state, plan);
      training.plan = plan;
    }
    lab.load(state.rest);
    const loaded = lab.parameters();
    if (!state.parameters.every((value, at) => Object.is(value, loaded[at]))) lab.edit(state.parameters);
    this.forget();
    return this.frame();
  }

  /** A perceptron's state keeps what an l1 penalty has taken from its weights, also under a later plan without one. */
  private makeRoom({ rest }: State, plan: PlanSettings): void {
    const { lab, begin, setup } = this.started();
    lab.fresh(setup.seed);
    if (lab.snapshot().length === rest.length || plan.rule === undefined) return;
    for (const penalty of ["l1", plan.rule.penalty]) lab.replan(planHeader(begin, setup, { ...plan, rule: { ...plan.rule, penalty } }));
  }

  private replan(plan: PlanSettings): PackedFrame {
    const training = this.idle();
    training.lab.replan(planHeader(training.begin, training.setup, plan));
    training.plan = plan;
    return this.frame();
  }

  // ---- Questions -------------------------------------------------------------------------------------------------

  /** Rows of the begin document by the engine's numbers of training rows. */
  private learned(): Int32Array {
    const { rows, lab } = this.started();
    return lab.rows === rows.all.length ? rows.all : rows.all.filter((_, at) => rows.heldOut[at] === 0);
  }

  private underway(): Underway {
    const { lab } = this.started();
    const learned = this.learned();
    const { samples, mistakes } = lab.status();
    return { rows: Int32Array.from(lab.order(), (row) => learned[row] as number), done: samples, mistakes };
  }

  private gradient(rows: readonly number[]): Gradient {
    const { lab, begin, setup } = this.started();
    const learned = this.learned();
    const widths = shapeOf(begin, setup).sizes.slice(1);
    const { loss, gradient, deltas } = lab.gradient(
      rows.map((row) => learned.indexOf(row)),
      widths.reduce((total, each) => total + each, 0),
    );
    let at = 0;
    const parts = widths.map((width) => deltas.slice(at, (at += width * rows.length)));
    return { loss, gradient, deltas: parts };
  }
}
