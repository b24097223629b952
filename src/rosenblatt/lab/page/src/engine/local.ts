// The engine that runs in this page: two workers with the compiled engine.
import type { Begin, PlanSettings, Setup, Shape, Stop } from "../types.ts";
import type { Engine, FieldOrder, Frame, Gradient, LayerValues, RunOrder, SeedResult, SeedsOrder, State, Underway } from "./engine.ts";
import { HEAD, VERSION, type FromWorker, type PackedFrame, type PainterOrder, type TrainerOrder } from "./orders.ts";
import { COLUMNS } from "./wasm.ts";

const STOPS: readonly Stop[] = ["", "converged", "early stopping", "max_iter", "diverged"];

/** The part of a Worker that is used, so that tests can put something in its place. */
export interface WorkerLike {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

interface Open {
  readonly done: (answer: unknown) => void;
  readonly refused: (error: Error) => void;
  readonly see?: ((frame: Frame) => void) | undefined;
  readonly seed?: ((result: SeedResult) => void) | undefined;
}

/** Orders to a worker, each with its answer. A worker that has died refuses all. */
class Orders<Order extends object> {
  private readonly open = new Map<number, Open>();
  private last = 0;
  private dead: Error | null = null;

  constructor(private readonly worker: WorkerLike, engine: ArrayBuffer, private readonly seen: () => void = () => undefined) {
    worker.onmessage = ({ data }) => this.hear(data);
    worker.onerror = (event) => this.die(new Error(`the engine has ended (${event.message || "its worker did not start"}): start again`));
    worker.postMessage({ engine });
  }

  ask<Answer>(order: Order, more: Pick<Open, "see" | "seed"> = {}): Promise<Answer> {
    const id = ++this.last;
    return new Promise<Answer>((done, refused) => {
      if (this.dead !== null) return refused(this.dead);
      this.open.set(id, { done: done as (answer: unknown) => void, refused, ...more });
      this.worker.postMessage({ id, ...order });
    });
  }

  /** An order without an answer. */
  tell(order: Order): void {
    this.worker.postMessage({ id: 0, ...order });
  }

  close(): void {
    this.worker.terminate();
    this.die(new Error("the engine was closed"));
  }

  private hear(message: FromWorker): void {
    const open = this.open.get(message.id);
    if (open === undefined) return;
    if ("frame" in message) {
      open.see?.(frameOf(message.frame));
      return this.seen();
    }
    if ("seed" in message) return open.seed?.(message.seed);
    this.open.delete(message.id);
    if ("refused" in message) open.refused(new Error(message.refused));
    else open.done(message.answer);
  }

  private die(error: Error): void {
    this.dead = error;
    for (const each of this.open.values()) each.refused(error);
    this.open.clear();
  }
}

/** What a packed frame says. */
export function frameOf({ numbers, message, keyframes }: PackedFrame): Frame {
  const [version, , epoch = 0, , , batch = 0, stop = 0, nRows = 0, nParameters = 0] = numbers;
  if (version !== VERSION) throw new Error("the engine and the page are of different versions: reload the page");
  const end = HEAD + nRows * COLUMNS;
  return { at: { epoch, batch }, stop: STOPS[stop] as Stop, message, rows: numbers.slice(HEAD, end), parameters: numbers.slice(end, end + nParameters), keyframes };
}

/** A worker is not sent the snapshots of a run. */
const sent = ({ recorded: _, ...begin }: Begin): Begin => begin;

export class LocalEngine implements Engine {
  private readonly trainer: Orders<TrainerOrder>;
  private readonly painter: Orders<PainterOrder>;
  private course = 0;

  /** The two workers, and the bytes of engine.wasm. */
  constructor(trainer: WorkerLike, painter: WorkerLike, engine: Uint8Array) {
    const bytes = engine.slice().buffer as ArrayBuffer;
    // The page asks for the next frame when it has drawn this one.
    const drawn = (): void => {
      const tell = (): void => this.trainer.tell({ order: "seen" });
      if (typeof requestAnimationFrame === "function" && !document.hidden) requestAnimationFrame(tell);
      else setTimeout(tell);
    };
    this.trainer = new Orders(trainer, bytes, drawn);
    this.painter = new Orders(painter, bytes);
  }

  start(begin: Begin, setup: Setup): Promise<Frame> {
    return this.framed({ order: "start", begin: sent(begin), setup, course: ++this.course });
  }

  run(order: RunOrder, see: (frame: Frame) => void): Promise<Frame> {
    return this.framed({ order: "run", epochs: order.epochs ?? Infinity, seconds: order.seconds ?? Infinity }, see);
  }

  halt(): void {
    this.trainer.tell({ order: "halt" });
  }

  step(batches = 1): Promise<Frame> {
    return this.framed({ order: "step", batches });
  }

  state(): Promise<State> {
    return this.trainer.ask({ order: "state" });
  }

  load(state: State, plan: PlanSettings | null = null): Promise<Frame> {
    return this.framed({ order: "load", state, plan });
  }

  plan(plan: PlanSettings): Promise<Frame> {
    return this.framed({ order: "plan", plan });
  }

  underway(): Promise<Underway> {
    return this.trainer.ask({ order: "underway" });
  }

  gradient(rows: readonly number[]): Promise<Gradient> {
    return this.trainer.ask({ order: "gradient", rows });
  }

  forward(shape: Shape, parameters: Float64Array, inputs: Float64Array): Promise<Float64Array> {
    return this.painter.ask({ order: "forward", shape, parameters, inputs });
  }

  layerValues(shape: Shape, parameters: Float64Array, inputs: Float64Array, layer: number): Promise<LayerValues> {
    return this.painter.ask({ order: "values", shape, parameters, inputs, layer });
  }

  fields(order: FieldOrder): Promise<readonly Float64Array[] | null> {
    return this.painter.ask({ order: "fields", ...order });
  }

  seeds(begin: Begin, setup: Setup, order: SeedsOrder, see: (result: SeedResult) => void): Promise<readonly SeedResult[]> {
    return this.painter.ask({ order: "seeds", begin: sent(begin), setup, ...order }, { seed: see });
  }

  haltSeeds(): void {
    this.painter.tell({ order: "halt seeds" });
  }

  close(): void {
    this.trainer.close();
    this.painter.close();
  }

  private async framed(order: TrainerOrder, see?: (frame: Frame) => void): Promise<Frame> {
    return frameOf(await this.trainer.ask<PackedFrame>(order, { see }));
  }
}
