/** Sums as they are shown term by term, each held against the value that the compiled engine computed. */

/** One product of a sum: a value times a factor. */
export interface Term {
  readonly name: string;
  readonly value: number;
  readonly factor: number;
}

/** A sum of products and what the engine says it is. */
export interface Sum {
  readonly terms: readonly Term[];
  /** Added without a factor, such as the bias; null for nothing. */
  readonly plus: { readonly name: string; readonly value: number } | null;
  /** What the sum is divided by. */
  readonly over: number;
  /** The engine's own value, which is the one shown. */
  readonly value: number;
}

/** A mismatch above this share of the value is an error. */
export const TOLERANCE = 1e-9;
/** Where terms cancel out, the value is small beside their rounding errors: this share of the terms counts instead. */
const CANCELLED = 1e-4;

export function productOf({ value, factor }: Term): number {
  return value * factor;
}

/** The sum as the page adds it. */
export function added({ terms, plus, over }: Sum): number {
  return terms.reduce((sum, term) => sum + productOf(term), plus?.value ?? 0) / over;
}

/** Whether what the page adds is what the engine computed. */
export function agrees(sum: Sum): boolean {
  const found = added(sum);
  if (!Number.isFinite(sum.value) || !Number.isFinite(found)) return Object.is(found, sum.value);
  const terms = sum.terms.reduce((all, term) => all + Math.abs(productOf(term)), Math.abs(sum.plus?.value ?? 0));
  return Math.abs(found - sum.value) <= TOLERANCE * Math.max(Math.abs(sum.value), (CANCELLED * terms) / sum.over);
}
