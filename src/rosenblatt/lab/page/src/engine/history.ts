// Rows of the history: kept for 100,000 epochs exactly, then thinned by halves; the first and the last row stay.
import { HISTORY } from "../types.ts";

export const WIDTH = HISTORY.length;
export const MOST_ROWS = 100_000;
export const LOSS = HISTORY.indexOf("loss");
export const SCORE = HISTORY.indexOf("score");

export class Rows {
  private data = new Float64Array(WIDTH * 256);
  private n = 0;
  /** Only epochs that are a multiple of it are kept, the first and the last apart. */
  stride = 1;

  get length(): number {
    return this.n;
  }

  epoch(index: number): number {
    return this.data[index * WIDTH] as number;
  }

  value(index: number, column: number): number {
    return this.data[index * WIDTH + column] as number;
  }

  row(index: number): Float64Array {
    return this.data.slice(index * WIDTH, (index + 1) * WIDTH);
  }

  /** Add rows that follow the last one; rows of epochs that are here already are identical, and are skipped. */
  append(rows: Float64Array): void {
    for (let from = 0; from < rows.length; from += WIDTH) {
      const epoch = rows[from] as number;
      if (this.n > 0 && epoch <= this.epoch(this.n - 1)) continue;
      // The last row stays only until a later one arrives, unless its epoch is one of those kept.
      if (this.n > 1 && this.epoch(this.n - 1) % this.stride !== 0) this.n -= 1;
      this.reserve(this.n + 1);
      this.data.set(rows.subarray(from, from + WIDTH), this.n * WIDTH);
      this.n += 1;
      if (this.n > MOST_ROWS) this.halve();
    }
  }

  /** The last index whose epoch is at most this one, or -1. */
  before(epoch: number): number {
    let [low, high] = [0, this.n];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.epoch(middle) <= epoch) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The row of exactly this epoch, or null if it was thinned out or not trained yet. */
  at(epoch: number): Float64Array | null {
    const index = this.before(epoch);
    return index >= 0 && this.epoch(index) === epoch ? this.row(index) : null;
  }

  private halve(): void {
    this.stride *= 2;
    let kept = 0;
    for (let index = 0; index < this.n; index++) {
      const stays = index === 0 || index === this.n - 1 || this.epoch(index) % this.stride === 0;
      if (stays) this.data.copyWithin(kept++ * WIDTH, index * WIDTH, (index + 1) * WIDTH);
    }
    this.n = kept;
  }

  private reserve(n: number): void {
    if (n * WIDTH <= this.data.length) return;
    const larger = new Float64Array(Math.max(n * WIDTH, 2 * this.data.length));
    larger.set(this.data.subarray(0, this.n * WIDTH));
    this.data = larger;
  }
}
