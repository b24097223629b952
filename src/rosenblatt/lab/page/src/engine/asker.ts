// Questions about a network beside its training: values, pictures of fields, many seeds; the compiled engine answers.
import { answerPicture, neuronPicture, type Picture } from "../draw/fields.ts";
import { DARK, LIGHT } from "../palette.ts";
import { fanOut, layers } from "../shape.ts";
import type { Begin, Setup, Shape, Theme } from "../types.ts";
import type { Engine, Grid, SeedResult, SeedsOrder } from "./engine.ts";
import { gridInputs } from "./fields.ts";

/** Pre-activations and activations of each layer after the inputs: (rows, neurons), row-major. */
export interface Layers {
  readonly z: readonly Float64Array[];
  readonly a: readonly Float64Array[];
}

/** A field over a grid: of every neuron by its sign, or of what the outputs predict. */
export interface PictureOrder {
  readonly shape: Shape;
  readonly parameters: Float64Array;
  readonly grid: Grid;
  readonly theme: Theme;
}

export class Asker {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly engine: Engine) {}

  /** Outputs (rows, outputs) for prepared inputs. */
  forward(shape: Shape, parameters: Float64Array, inputs: Float64Array): Promise<Float64Array> {
    return this.engine.forward(shape, parameters, inputs);
  }

  /** Sums and activations of every layer for prepared inputs. */
  async layers(shape: Shape, parameters: Float64Array, inputs: Float64Array): Promise<Layers> {
    const found = await Promise.all(layers(shape).map((layer) => this.engine.layerValues(shape, parameters, inputs, layer)));
    return { z: found.map(({ z }) => z), a: found.map(({ a }) => a) };
  }

  /** What the network predicts: class colours, or the scale of numbers whose prepared values lie in a range. */
  async answer({ shape, parameters, grid, theme }: PictureOrder, range: readonly [number, number] | null): Promise<Picture | null> {
    const last = shape.activations.length - 1;
    const [outputs] = (await this.fields(shape, parameters, grid, [last])) ?? [];
    const colours = theme === "dark" ? DARK : LIGHT;
    return outputs ? answerPicture(outputs, fanOut(shape, last), grid, shape.activations[last] ?? "", range, colours) : null;
  }

  /** What each neuron answers, the inputs first: pictures by layer (-1 the inputs) and neuron. */
  async neurons({ shape, parameters, grid, theme }: PictureOrder): Promise<readonly (readonly Picture[])[] | null> {
    const fields = await this.fields(shape, parameters, grid, layers(shape));
    const colours = theme === "dark" ? DARK : LIGHT;
    if (fields === null) return null;
    return [gridInputs(grid), ...fields].map((values, at) => {
      const width = shape.sizes[at] ?? 0;
      // Inputs are standardised: like those of tanh, their colours are full at 1.
      const activation = at === 0 ? "tanh" : (shape.activations[at - 1] ?? "");
      return Array.from({ length: width }, (_, neuron) => neuronPicture(values, width, neuron, grid, activation, colours));
    });
  }

  /** One order of fields at a time, because of two the engine computes only the newer one. */
  private fields(shape: Shape, parameters: Float64Array, grid: Grid, of: readonly number[]): Promise<readonly Float64Array[] | null> {
    const found = this.last.then(() => this.engine.fields({ shape, parameters, grid, layers: of }));
    this.last = found.catch(() => undefined);
    return found;
  }

  seeds(begin: Begin, setup: Setup, order: SeedsOrder, see: (result: SeedResult) => void): Promise<readonly SeedResult[]> {
    return this.engine.seeds(begin, setup, order, see);
  }

  haltSeeds(): void {
    this.engine.haltSeeds();
  }
}
