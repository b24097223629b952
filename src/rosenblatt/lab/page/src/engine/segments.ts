// Segments: pieces of a training between two changes. A segment is the exact consequence of its start, plan and samples.
import type { Begin, Branch, Mark, Position, Setup, Stop } from "../types.ts";
import type { State } from "./engine.ts";
import { LOSS, Rows } from "./history.ts";
import { compare, Keyframes } from "./keyframes.ts";
import type { Recorded } from "./recorded.ts";

/**
 * A segment only ever grows: what is trained again is the same to the last bit. So branches, undo and redo share
 * segments, and each remembers how far it goes.
 */
export class Segment {
  readonly rows = new Rows();
  readonly keyframes = new Keyframes();
  /** How far it has been trained, by any branch. */
  end: Position;
  stop: Stop = "";
  /** The library's sentence about the stop. */
  message = "";
  /** Whether it starts with weights that were given, not drawn from the seed. */
  given = false;
  /** The run that it shows: it is never trained on, and segments that continue from its snapshots follow it. */
  recorded: Recorded | null = null;

  constructor(
    readonly id: number,
    readonly parent: Segment | null,
    readonly start: State,
    readonly begin: Begin,
    readonly setup: Setup,
    readonly mark: Mark,
  ) {
    this.end = start.at;
  }

  /** The epoch after which its rows begin; of a run they are all its own, wherever its first snapshot lies. */
  get from(): number {
    return this.recorded === null ? this.start.at.epoch : -1;
  }

  /** The latest known state at or before a position. */
  state(at: Position): State {
    return this.keyframes.nearest(at) ?? this.start;
  }
}

/** The segments of a branch, the first one first. */
export function chain(tip: Segment): Segment[] {
  const found: Segment[] = [];
  for (let each: Segment | null = tip; each !== null; each = each.parent) found.unshift(each);
  return found;
}

/** The segment of a chain that holds a position: at a change, the later one. */
export function holding(tip: Segment, at: Position): Segment {
  for (let each: Segment = tip; ; each = each.parent) {
    if (each.parent === null || compare(each.start.at, at) <= 0) return each;
  }
}

/** The row of an epoch along a chain, or null. */
export function rowAt(tip: Segment, epoch: number): Float64Array | null {
  return owner(tip, epoch).rows.at(epoch);
}

/** The segment that made the row of an epoch: a change before the end of the epoch comes before its row. */
function owner(tip: Segment, epoch: number): Segment {
  let each = tip;
  while (each.parent !== null && each.start.at.epoch >= epoch) each = each.parent;
  return each;
}

/** Points (epoch, value) of one column of the history along a branch, up to its end. */
export function curve(tip: Segment, end: Position, column: number = LOSS): { epochs: number[]; values: number[] } {
  const [epochs, values]: [number[], number[]] = [[], []];
  const all = chain(tip);
  all.forEach((segment, index) => {
    const last = all[index + 1]?.start.at.epoch ?? end.epoch;
    const { rows } = segment;
    for (let at = rows.before(segment.from) + 1; at < rows.length && rows.epoch(at) <= last; at++) {
      epochs.push(rows.epoch(at));
      values.push(rows.value(at, column));
    }
  });
  return { epochs, values };
}

/** The changes along a branch, in order; the start is none. */
export function marks(tip: Segment): Mark[] {
  return chain(tip)
    .slice(1)
    .map((segment) => segment.mark);
}

/** The first epoch at which two branches differ: 0 if they start differently, null if they do not up to here. */
export function firstDifference(one: Segment, other: Segment, upTo: Position): number | null {
  const [a, b] = [chain(one), chain(other)];
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared += 1;
  if (shared === 0 && !sameNumbers(start(a).parameters, start(b).parameters)) return 0;
  const forks = [a[shared], b[shared]].filter((each) => each !== undefined).map((each) => (each as Segment).start.at.epoch);
  const edited = [a[shared], b[shared]].some((each) => each !== undefined && each.mark.kind !== "plan" && each.mark.kind !== "start");
  if (forks.length === 0) return null;
  const from = shared === 0 ? 0 : Math.min(...forks);
  if (edited && shared > 0) return from <= upTo.epoch ? from : null;
  return firstRow(one, other, from, upTo.epoch);
}

const start = (segments: readonly Segment[]): State => (segments[0] as Segment).start;

function firstRow(one: Segment, other: Segment, from: number, upTo: number): number | null {
  for (let epoch = from + 1; epoch <= upTo; epoch++) {
    const [mine, theirs] = [rowAt(one, epoch), rowAt(other, epoch)];
    if (mine !== null && theirs !== null && rowsDiffer(mine, theirs)) return epoch;
  }
  return null;
}

/** Whether two rows of an epoch differ: the last column is the time taken, and a run does not judge by its held-out rows, as the page does. */
export function rowsDiffer(one: Float64Array, other: Float64Array): boolean {
  return one.subarray(0, -1).some((value, at) => value === value && other[at] === other[at] && !Object.is(value, other[at]));
}

export function sameNumbers(one: Float64Array, other: Float64Array): boolean {
  return one.length === other.length && one.every((value, index) => Object.is(value, other[index]));
}

const LETTERS = "ABCDEFGH";

/** The first letter that no branch has, or null when all eight are taken. */
export function freeLetter(branches: readonly Branch[]): string | null {
  return [...LETTERS].find((letter) => branches.every((branch) => branch.letter !== letter)) ?? null;
}
