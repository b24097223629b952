// A small deterministic training in place of the compiled engine, so that the course can be tested alone.
import type { Engine, Frame, State } from "../src/engine/engine.ts";
import type { Begin, PlanSettings, Setup } from "../src/types.ts";

export const BATCHES = 3;
const EVERY = 7;

export const PLAN = { solver: "sgd", learning_rate_init: 0.1, max_iter: 500, dropout: [] } as unknown as PlanSettings;

export const SETUP: Setup = {
  table: "xor", model: "mlp", hidden: [{ size: 2, activation: "tanh" }], scheme: "auto", seed: 10, plan: PLAN,
  points: null, noise: { labels: 0, places: 0 },
};

export const BEGIN = {
  meta: {
    table: "xor", sizes: [2, 2, 1], activations: ["tanh", "logistic"], groups: [1], plan: PLAN, seed: 10, scheme: "auto", model: "mlp",
    inputs: ["x1", "x2"].map((name) => ({ name, column: name, mean: 0.5, scale: 0.5, low: 0, high: 1, kind: "number" })),
    task: { kind: "classes", target: "y", classes: ["0", "1"], mean: 0, scale: 1 },
  },
  X: new Float64Array([-1, -1, -1, 1, 1, -1, 1, 1]), y: new Int32Array([0, 1, 1, 0]), heldOut: new Uint8Array(4),
  row: new Int32Array([1, 2, 3, 4]), nRows: 4, nInputs: 2, parameters: new Float64Array(9), randomKey: null,
} as unknown as Begin;

export class FakeEngine implements Engine {
  epoch = 0;
  batch = 0;
  stop: Frame["stop"] = "";
  private halted = false;
  private values = new Float64Array(9);
  private rate = 0.1;
  private rows: number[] = [];
  private keyframes: State[] = [];
  /** All epochs ever trained: what a rewind costs. */
  trained = 0;

  async start(_: Begin, setup: Setup): Promise<Frame> {
    [this.epoch, this.batch, this.rate] = [0, 0, setup.plan.learning_rate_init];
    this.values = Float64Array.from({ length: 9 }, (_, at) => Math.sin(setup.seed * 12.9898 + at * 78.233));
    return this.frame();
  }

  async run(order: { epochs?: number; seconds?: number }, see: (frame: Frame) => void): Promise<Frame> {
    this.halted = false;
    for (let made = 0; made < (order.epochs ?? Infinity); made++) {
      do this.one();
      while (this.batch > 0);
      if (this.epoch >= 100_000) break;
      if (made % 50 === 49) {
        see(this.frame());
        await new Promise((resolve) => setTimeout(resolve));
        if (this.halted) break;
      }
    }
    return this.frame();
  }

  halt(): void {
    this.halted = true;
  }

  async step(): Promise<Frame> {
    this.one();
    return this.frame();
  }

  async state(): Promise<State> {
    return this.snapshot();
  }

  async load(state: State, plan: PlanSettings | null = null): Promise<Frame> {
    if (plan !== null) this.rate = plan.learning_rate_init;
    ({ epoch: this.epoch, batch: this.batch } = state.at);
    this.values = state.parameters.slice();
    [this.rows, this.keyframes] = [[], []];
    return this.frame();
  }

  async plan(plan: PlanSettings): Promise<Frame> {
    this.rate = plan.learning_rate_init;
    return this.frame();
  }

  // What the course does not ask for.
  forward = this.missing;
  layerValues = this.missing;
  underway = this.missing;
  gradient = this.missing;
  fields = this.missing;
  seeds = this.missing;
  haltSeeds(): void {}

  private missing(): Promise<never> {
    return Promise.reject(new Error("the course asks for this nowhere"));
  }

  close(): void {}

  private one(): void {
    this.values = this.values.map((value, at) => value - this.rate * Math.sin(value * 3 + at + this.epoch + this.batch / 3));
    this.batch = (this.batch + 1) % BATCHES;
    if (this.batch > 0) return;
    this.epoch += 1;
    this.trained += 1;
    this.rows.push(this.epoch, Math.abs(this.values[0] as number), 1, this.rate, 0, 0, NaN, NaN, 0);
    if (this.epoch % EVERY === 0) this.keyframes.push(this.snapshot());
  }

  private snapshot(): State {
    return { at: { epoch: this.epoch, batch: this.batch }, parameters: this.values.slice(), rest: new Uint8Array(64) };
  }

  private frame(): Frame {
    const [rows, keyframes] = [Float64Array.from(this.rows), this.keyframes];
    [this.rows, this.keyframes] = [[], []];
    return { at: { epoch: this.epoch, batch: this.batch }, stop: this.stop, message: "", rows, parameters: this.values.slice(), keyframes };
  }
}
