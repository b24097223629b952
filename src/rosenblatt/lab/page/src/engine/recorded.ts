// A run as it was recorded: its snapshots are keyframes, between which there is nothing, and its history is the curve.
import type { Position, RunMeta } from "../types.ts";
import type { Tensors } from "../wire.ts";
import type { State } from "./engine.ts";
import { compare } from "./keyframes.ts";

/** Fetches the document of the state of a snapshot, by its number in the recording. */
export type FetchState = (number: number) => Promise<Tensors>;

export class Recorded {
  /** Snapshots in their order; the rest of a state is empty until it is asked for. */
  readonly states: readonly State[];
  readonly rows: Float64Array;
  /** The place of each snapshot along the curve, in epochs. */
  readonly places: readonly number[];
  private readonly numbers: ArrayLike<number>;

  constructor({ arrays }: Tensors, readonly meta: RunMeta, private readonly fetchState: FetchState) {
    const values = (name: string): Float64Array => (arrays.get(name)?.values ?? new Float64Array()) as Float64Array;
    const [epoch, batch, snapshots] = [values("epoch"), values("batch"), values("snapshots")];
    const rest = (arrays.get("rest")?.values ?? new Uint8Array()) as Uint8Array;
    const part = <T extends Float64Array | Uint8Array>(all: T, at: number): T => {
      const size = all.length / epoch.length;
      return all.slice(at * size, (at + 1) * size) as T;
    };
    this.states = Array.from(epoch, (each, at) => ({ at: { epoch: each, batch: batch[at] as number }, parameters: part(snapshots, at), rest: part(rest, at) }));
    const most = batch.reduce((found, each) => Math.max(found, each), 0) + 1;
    this.places = this.states.map(({ at }) => at.epoch + at.batch / most);
    this.rows = values("history");
    this.numbers = values("number");
  }

  /** The number in the recording of the snapshot at a position, and its place along the curve. */
  number(at: Position): number {
    return this.numbers[this.index(at)] as number;
  }

  place(at: Position): number {
    return this.places[this.index(at)] as number;
  }

  /** The position of the snapshot that is nearest to a place along the curve. */
  nearest(place: number): Position {
    const away = (index: number): number => Math.abs((this.places[index] as number) - place);
    return (this.states[this.places.reduce((best, _, index) => (away(index) < away(best) ? index : best), 0)] as State).at;
  }

  private index(at: Position): number {
    return this.states.findIndex((state) => compare(state.at, at) === 0);
  }

  /** The whole state of the snapshot at a position; only of a run that is continued. */
  async whole(at: Position): Promise<State> {
    const state = this.states[this.index(at)] as State;
    if (state.rest.length > 0) return state;
    const { arrays } = await this.fetchState(this.number(at));
    return { ...state, rest: arrays.get("rest")?.values as Uint8Array };
  }
}
