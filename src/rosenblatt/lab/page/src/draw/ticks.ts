/** Ticks at round numbers, and their texts: all of an axis alike. */

import { fixed, short } from "./words.ts";

const STEPS = [1, 2, 2.5, 5, 10];

/** At most `most` + 1 round numbers between two limits; `whole` ones if asked. */
export function ticks(low: number, high: number, most = 6, whole = false): number[] {
  const rough = (high - low) / most;
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = STEPS.map((step) => step * power).filter((step) => !whole || Number.isInteger(step));
  const step = steps.find((candidate) => candidate >= rough * (1 - 1e-9)) ?? (whole ? 1 : 10 * power);
  const found: number[] = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n += 1) {
    found.push(Number((n * step).toPrecision(12)));
  }
  return found;
}

/** Powers of ten between two limits, with 2 and 5 between where there are few of them. */
export function logTicks(low: number, high: number, most = 7): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const between = last - first > 3 ? [1] : [1, 2, 5];
  const stride = between.length === 1 ? Math.ceil((last - first + 1) / most) : 1;
  const found: number[] = [];
  for (let power = first; power <= last; power += stride) {
    for (const factor of between) {
      const value = Number(`${factor}e${power}`);
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) found.push(value);
    }
  }
  return found;
}

/** As many decimals as the distance of the ticks asks for, a true minus and commas between thousands. */
export function tickTexts(values: readonly number[]): string[] {
  const sorted = [...values].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((value, at) => value - (sorted[at] ?? 0));
  const step = Math.min(...gaps);
  if (values.length < 2 || !(step >= 1e-5) || Math.max(...values.map(Math.abs)) >= 1e7) return values.map(short);
  const decimals = [0, 1, 2, 3, 4, 5, 6].find((d) => isWhole(step * 10 ** d, 1e-6 * 10 ** d)) ?? 6;
  return values.map((value) => fixed(value, decimals));
}

function isWhole(value: number, within: number): boolean {
  return Math.abs(value - Math.round(value)) < within;
}
