// The border to the compiled engine: the only file that knows its memory. Its functions are described in core/lab.cpp.
import type { Stop } from "../types.ts";
import type { Header } from "./header.ts";

/** Numbers of a row of the history. */
export const COLUMNS = 9;
/** Epochs of one call at most. */
const ROWS = 4096;
const STOPS: readonly Stop[] = ["", "converged", "early stopping", "max_iter", "diverged"];

interface Functions {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  alloc(bytes: number): number;
  free(at: number): void;
  last_error(): number;
  make(words: number, nBytes: number, numbers: number, n: number): number;
  unmake(lab: number): void;
  fresh(lab: number, seed: number): void;
  run(lab: number, rows: number, nRows: number, seconds: number): number;
  step(lab: number, row: number, nBatches: number): number;
  status(lab: number, out: number): void;
  n_parameters(lab: number): number;
  n_training(lab: number): number;
  parameters(lab: number, out: number, n: number): number;
  edit(lab: number, parameters: number, n: number): number;
  order(lab: number, out: number, n: number): number;
  forward(lab: number, X: number, n: number, out: number, nOut: number): number;
  layer_values(lab: number, X: number, n: number, layer: number, z: number, a: number, nOut: number): number;
  gradient(lab: number, rows: number, nRows: number, loss: number, gradient: number, n: number, deltas: number, nDeltas: number): number;
  snapshot_size(lab: number): number;
  snapshot(lab: number, out: number, nBytes: number): number;
  load(lab: number, bytes: number, nBytes: number): number;
  replan(lab: number, words: number, nBytes: number, numbers: number, n: number): number;
}

export interface Status {
  readonly epoch: number;
  readonly step: number;
  readonly samples: number;
  readonly stop: Stop;
  readonly rate: number;
  readonly stale: number;
  readonly best: number;
  readonly mistakes: number;
}

/** The compiled engine: one memory, in which several trainings may stand. */
export class Machine {
  private readonly f: Functions;

  constructor(bytes: BufferSource) {
    const page = { seconds: () => performance.now() / 1000 };
    this.f = new WebAssembly.Instance(new WebAssembly.Module(bytes), { page }).exports as unknown as Functions;
    this.f._initialize();
  }

  lab(header: Header): Lab {
    return new Lab(this.f, header);
  }
}

/** Memory that lives for one call, and arrays copied into it and out of it. */
class Scratch {
  private readonly taken: number[] = [];

  constructor(private readonly f: Functions) {}

  room(bytes: number): number {
    const at = this.f.alloc(bytes) >>> 0;
    if (at === 0) throw new Error("there is not enough memory for this in the page");
    this.taken.push(at);
    return at;
  }

  numbers(values: ArrayLike<number>): number {
    const at = this.room(values.length * 8);
    new Float64Array(this.f.memory.buffer, at, values.length).set(values);
    return at;
  }

  bytes(values: Uint8Array): number {
    const at = this.room(values.length);
    new Uint8Array(this.f.memory.buffer, at, values.length).set(values);
    return at;
  }

  free(): void {
    for (const at of this.taken) this.f.free(at);
  }
}

/** One training, or a network that computes values. Every refusal is an Error with the engine's sentence. */
export class Lab {
  private readonly handle: number;
  /** Parameters, and training rows. */
  readonly size: number;
  readonly rows: number;
  private readonly out: number;

  constructor(private readonly f: Functions, header: Header) {
    this.handle = this.call((scratch) => this.header(scratch, header, (...given) => f.make(...given) >>> 0));
    if (this.handle === 0) throw this.error();
    this.size = f.n_parameters(this.handle);
    this.rows = f.n_training(this.handle);
    this.out = f.alloc((ROWS * COLUMNS + this.size + this.rows) * 8) >>> 0;
  }

  close(): void {
    this.f.free(this.out);
    this.f.unmake(this.handle);
  }

  fresh(seed: number): void {
    this.f.fresh(this.handle, seed >>> 0);
  }

  /** Train on; the rows of the epochs that ended. */
  run(epochs: number, seconds: number): Float64Array {
    const made = this.checked(this.f.run(this.handle, this.out, Math.min(epochs, ROWS), seconds));
    return this.read(this.out, made * COLUMNS);
  }

  step(batches: number): Float64Array {
    return this.read(this.out, this.checked(this.f.step(this.handle, this.out, batches)) * COLUMNS);
  }

  status(): Status {
    this.f.status(this.handle, this.out);
    const [epoch = 0, step = 0, samples = 0, stop = 0, rate = 0, stale = 0, best = 0, mistakes = 0] = this.read(this.out, 8);
    return { epoch, step, samples, stop: STOPS[stop] as Stop, rate, stale, best, mistakes };
  }

  parameters(): Float64Array {
    this.checked(this.f.parameters(this.handle, this.out, this.size));
    return this.read(this.out, this.size);
  }

  edit(parameters: Float64Array): void {
    this.call((scratch) => this.checked(this.f.edit(this.handle, scratch.numbers(parameters), parameters.length)));
  }

  order(): Float64Array {
    this.checked(this.f.order(this.handle, this.out, this.rows));
    return this.read(this.out, this.rows);
  }

  forward(inputs: Float64Array, nOut: number): Float64Array {
    return this.call((scratch) => {
      const out = scratch.room(nOut * 8);
      this.checked(this.f.forward(this.handle, scratch.numbers(inputs), inputs.length, out, nOut));
      return this.read(out, nOut);
    });
  }

  layerValues(inputs: Float64Array, layer: number, nOut: number): { z: Float64Array; a: Float64Array } {
    return this.call((scratch) => {
      const [z, a] = [scratch.room(nOut * 8), scratch.room(nOut * 8)];
      this.checked(this.f.layer_values(this.handle, scratch.numbers(inputs), inputs.length, layer, z, a, nOut));
      return { z: this.read(z, nOut), a: this.read(a, nOut) };
    });
  }

  gradient(rows: readonly number[], neurons: number): { loss: number; gradient: Float64Array; deltas: Float64Array } {
    return this.call((scratch) => {
      const [loss, gradient, deltas] = [scratch.room(8), scratch.room(this.size * 8), scratch.room(rows.length * neurons * 8)];
      this.checked(this.f.gradient(this.handle, scratch.numbers(rows), rows.length, loss, gradient, this.size, deltas, rows.length * neurons));
      return { loss: this.read(loss, 1)[0] as number, gradient: this.read(gradient, this.size), deltas: this.read(deltas, rows.length * neurons) };
    });
  }

  snapshot(): Uint8Array {
    const n = this.f.snapshot_size(this.handle);
    return this.call((scratch) => {
      const at = scratch.room(n);
      this.checked(this.f.snapshot(this.handle, at, n));
      return new Uint8Array(this.f.memory.buffer.slice(at, at + n));
    });
  }

  load(bytes: Uint8Array): void {
    this.call((scratch) => this.checked(this.f.load(this.handle, scratch.bytes(bytes), bytes.length)));
  }

  replan(header: Header): void {
    this.call((scratch) => this.checked(this.header(scratch, header, (...given) => this.f.replan(this.handle, ...given))));
  }

  /** The engine's last sentence. */
  message(): string {
    const at = this.f.last_error() >>> 0;
    const text = new Uint8Array(this.f.memory.buffer, at, 512);
    return new TextDecoder().decode(text.slice(0, text.indexOf(0)));
  }

  private header(scratch: Scratch, { words, numbers }: Header, use: (words: number, nBytes: number, numbers: number, n: number) => number): number {
    const bytes = new TextEncoder().encode(words);
    return use(scratch.bytes(bytes), bytes.length, scratch.numbers(numbers), numbers.length);
  }

  private call<T>(work: (scratch: Scratch) => T): T {
    const scratch = new Scratch(this.f);
    try {
      return work(scratch);
    } finally {
      scratch.free();
    }
  }

  private read(at: number, n: number): Float64Array {
    return new Float64Array(this.f.memory.buffer, at, n).slice();
  }

  private checked(result: number): number {
    if (result < 0) throw this.error();
    return result;
  }

  private error(): Error {
    return new Error(this.message());
  }
}
