// Keyframes: whole states along a training, from which every moment between them is computed again.
import type { Position } from "../types.ts";
import type { State } from "./engine.ts";

/** Bytes of keyframes of all segments together; beyond, every second one goes. */
export const MOST_BYTES = 256 * 2 ** 20;

/** Order of two positions: negative if the first is earlier. */
export function compare(one: Position, other: Position): number {
  return one.epoch - other.epoch || one.batch - other.batch;
}

export const sizeOf = (state: State): number => state.parameters.byteLength + state.rest.byteLength;

export class Keyframes {
  private readonly kept: State[] = [];
  bytes = 0;

  get length(): number {
    return this.kept.length;
  }

  /** Add a state at its place; one that is there already stays. */
  add(state: State): void {
    const index = this.before(state.at);
    const there = this.kept[index];
    if (there !== undefined && compare(there.at, state.at) === 0) return;
    this.kept.splice(index + 1, 0, state);
    this.bytes += sizeOf(state);
  }

  /** The latest state at or before a position, or null. */
  nearest(at: Position): State | null {
    return this.kept[this.before(at)] ?? null;
  }

  /** The state closest to a position on either side, or null: what a drag shows. */
  closest(at: Position): State | null {
    const [before, after] = [this.nearest(at), this.kept[this.before(at) + 1] ?? null];
    if (before === null || after === null) return before ?? after;
    return at.epoch - before.at.epoch <= after.at.epoch - at.epoch ? before : after;
  }

  /** The state so many places after the latest one at or before a position. */
  along(at: Position, by: number): State | undefined {
    return this.kept[Math.min(Math.max(this.before(at) + by, 0), this.kept.length - 1)];
  }

  /** Drop every second state; the last stays, because training continues from it. */
  thin(): void {
    const last = this.kept.length - 1;
    const stay = this.kept.filter((_, index) => index % 2 === 0 || index === last);
    this.kept.splice(0, this.kept.length, ...stay);
    this.bytes = stay.reduce((total, state) => total + sizeOf(state), 0);
  }

  private before(at: Position): number {
    let [low, high] = [0, this.kept.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare((this.kept[middle] as State).at, at) <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** Thin the keyframes of several segments until they fit: of the segment with the most bytes first. */
export function fit(all: readonly Keyframes[], most: number = MOST_BYTES): void {
  let total = all.reduce((sum, each) => sum + each.bytes, 0);
  while (total > most) {
    const largest = all.reduce((one, other) => (other.bytes > one.bytes ? other : one));
    if (largest.length < 3) return;
    total -= largest.bytes;
    largest.thin();
    total += largest.bytes;
  }
}
