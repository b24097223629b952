// The painting worker without the worker: values of networks over grids and rows, and trainings from many seeds.
import type { Setup, Shape } from "../types.ts";
import type { Grid, SeedResult, SeedsOrder } from "./engine.ts";
import { readerHeader, trainingHeader } from "./header.ts";
import type { FromWorker, PainterOrder } from "./orders.ts";
import { COLUMNS, type Lab, type Machine } from "./wasm.ts";

const SLICE = 0.012;

interface Seeds {
  readonly id: number;
  readonly order: SeedsOrder;
  readonly setup: Setup;
  readonly lab: Lab;
  readonly results: SeedResult[];
  epochs: number;
  halted: boolean;
}

export class Painter {
  private reader: { readonly key: string; readonly lab: Lab } | null = null;
  private fields: { readonly id: number; readonly order: Extract<PainterOrder, { order: "fields" }> } | null = null;
  private seeds: Seeds | null = null;

  constructor(
    private readonly machine: Machine,
    private readonly post: (message: FromWorker) => void,
    private readonly later: (work: () => void) => void,
  ) {}

  take(id: number, order: PainterOrder): void {
    this.answered(id, () => {
      switch (order.order) {
        case "forward":
          return this.lab(order.shape, order.parameters).forward(order.inputs, rowsOf(order.inputs, order.shape) * (order.shape.sizes.at(-1) as number));
        case "values":
          return this.values(order.shape, order.parameters, order.inputs, order.layer);
        case "fields":
          return this.queue(id, order);
        case "seeds":
          return this.begin(id, order);
        case "halt seeds":
          if (this.seeds !== null) this.seeds.halted = true;
          return undefined;
        default:
          throw new Error(`there is no order ${String((order as { order: unknown }).order)}`);
      }
    });
  }

  private answered(id: number, work: () => unknown): void {
    try {
      const answer = work();
      if (answer !== undefined) this.post({ id, answer });
    } catch (error) {
      this.post({ id, refused: error instanceof Error ? error.message : String(error) });
    }
  }

  // ---- Values ----------------------------------------------------------------------------------------------------

  /** The network of a shape with these parameters; the shape before the last is not kept. */
  private lab(shape: Shape, parameters: Float64Array): Lab {
    const key = JSON.stringify([shape.sizes, shape.activations, shape.groups]);
    if (this.reader?.key !== key) {
      const lab = this.machine.lab(readerHeader(shape));
      this.reader?.lab.close();
      this.reader = { key, lab };
    }
    this.reader.lab.edit(parameters);
    return this.reader.lab;
  }

  private values(shape: Shape, parameters: Float64Array, inputs: Float64Array, layer: number): { z: Float64Array; a: Float64Array } {
    return this.lab(shape, parameters).layerValues(inputs, layer, rowsOf(inputs, shape) * (shape.sizes[layer + 1] ?? 0));
  }

  // ---- Fields ----------------------------------------------------------------------------------------------------

  /** Fields wait until all messages that are there have been read: of several orders only the newest is computed. */
  private queue(id: number, order: Extract<PainterOrder, { order: "fields" }>): null | undefined {
    const waits = this.fields;
    this.fields = { id, order };
    if (waits !== null) this.post({ id: waits.id, answer: null });
    else this.later(() => this.paint());
    return undefined;
  }

  private paint(): void {
    const due = this.fields;
    this.fields = null;
    if (due === null) return;
    const { shape, parameters, grid, layers } = due.order;
    this.answered(due.id, () => {
      const inputs = gridInputs(grid);
      return layers.map((layer) => this.values(shape, parameters, inputs, layer).a);
    });
  }

  // ---- Seeds -----------------------------------------------------------------------------------------------------

  private begin(id: number, order: Extract<PainterOrder, { order: "seeds" }>): undefined {
    if (this.seeds !== null) throw new Error("seeds are under way: end them first");
    const lab = this.machine.lab(trainingHeader({ ...order.begin, randomKey: null }, order.setup));
    this.seeds = { id, order, setup: order.setup, lab, results: [], epochs: 0, halted: false };
    lab.fresh(order.first);
    this.slice(this.seeds);
    return undefined;
  }

  private slice(seeds: Seeds): void {
    const { id, lab, order, results } = seeds;
    try {
      const end = performance.now() / 1000 + SLICE;
      while (results.length < order.seeds && !seeds.halted && performance.now() / 1000 < end) {
        const rows = lab.run(order.epochs - seeds.epochs, SLICE);
        seeds.epochs += rows.length / COLUMNS;
        const { stop } = lab.status();
        if (stop === "" && seeds.epochs < order.epochs) continue;
        this.conclude(seeds, rows, stop);
      }
    } catch (error) {
      seeds.halted = true;
      this.post({ id, refused: error instanceof Error ? error.message : String(error) });
    }
    if (results.length < order.seeds && !seeds.halted) return this.later(() => this.slice(seeds));
    this.seeds = null;
    lab.close();
    this.post({ id, answer: results });
  }

  private conclude(seeds: Seeds, rows: Float64Array, stop: SeedResult["stop"]): void {
    const { order, results, lab } = seeds;
    const last = rows.subarray(rows.length - COLUMNS);
    const [epochs = 0, loss = NaN, score = NaN] = last;
    const solved = stop !== "diverged" && score >= order.goal;
    const result: SeedResult = { seed: order.first + results.length, solved, epochs, loss, score, stop };
    results.push(result);
    this.post({ id: seeds.id, seed: result });
    seeds.epochs = 0;
    if (results.length < order.seeds) lab.fresh(order.first + results.length);
  }
}

const rowsOf = (inputs: Float64Array, shape: Shape): number => inputs.length / (shape.sizes[0] as number);

/** The inputs (rows, columns, inputs) at the middles of a grid's cells, from the top left. */
export function gridInputs(grid: Grid): Float64Array {
  const { columns, rows, across, up, left, right, bottom, top, rest } = grid;
  const inputs = new Float64Array(columns * rows * rest.length);
  for (let row = 0; row < rows; row++) {
    const y = top + ((bottom - top) * (row + 0.5)) / rows;
    for (let column = 0; column < columns; column++) {
      const x = left + ((right - left) * (column + 0.5)) / columns;
      const at = (row * columns + column) * rest.length;
      rest.forEach((value, input) => (inputs[at + input] = value + x * (across[input] as number) + y * (up[input] as number)));
    }
  }
  return inputs;
}
