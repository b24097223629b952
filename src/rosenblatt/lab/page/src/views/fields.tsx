/** Controls of settings: a number to type, a choice, a switch, each with its name and what is wrong with it. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { fault, faults, usable } from "../store.ts";

interface Common {
  /** The control's name, as lessons and faults know it. */
  readonly control: string;
  readonly label: string;
  readonly hint?: string;
}

export interface NumberProps extends Common {
  readonly value: number | null;
  readonly low: number;
  readonly high: number;
  /** Whether the ends themselves are possible. */
  readonly ends?: "closed" | "open below" | "open above";
  readonly whole?: boolean;
  /** What an empty field means; without it an empty field is refused. */
  readonly empty?: string;
  readonly set: (value: number | null) => void;
}

/** A number as text: taken on Enter and when the field is left; an impossible one is refused and the former stays. */
export function NumberField(props: NumberProps) {
  const { control, label, value, empty, hint } = props;
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (field.current && document.activeElement !== field.current) field.current.value = written(value);
  });
  const take = (text: string) => {
    const wrong = refusal(props, text);
    fault(control, wrong);
    if (wrong === "" && text.trim() !== written(value)) props.set(text.trim() === "" ? null : numberOf(text));
  };
  return (
    <div class="field">
      <label for={`field-${control}`}>{label}</label>
      <input
        ref={field}
        id={`field-${control}`}
        type="text"
        inputMode="decimal"
        placeholder={empty}
        disabled={!usable(control)}
        title={hint}
        aria-invalid={control in faults.value}
        aria-describedby={control in faults.value ? `fault-${control}` : undefined}
        onChange={(event) => take(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && take(event.currentTarget.value)}
      />
      <Fault control={control} />
    </div>
  );
}

function refusal({ label, low, high, whole, empty, ends = "closed" }: NumberProps, text: string): string {
  if (text.trim() === "") return empty === undefined ? `${label} needs a number.` : "";
  const value = numberOf(text);
  const above = ends === "open below" ? value > low : value >= low;
  const below = ends === "open above" ? value < high : value <= high;
  if (Number.isFinite(value) && above && below && !(whole && !Number.isInteger(value))) return "";
  const from = ends === "open below" ? `above ${low}` : `of at least ${low}`;
  const to = high === Number.POSITIVE_INFINITY ? "" : ends === "open above" ? ` and below ${high}` : ` and at most ${high}`;
  return `${label} must be a ${whole ? "whole number" : "number"} ${from}${to}, got ${text.trim().slice(0, 20)}.`;
}

/** A number as people type it: a decimal comma and a true minus are read, too. */
export function numberOf(text: string): number {
  return Number(text.trim().replace("−", "-").replace(",", "."));
}

function written(value: number | null): string {
  return value === null ? "" : String(value);
}

export interface ChoiceProps extends Common {
  readonly value: string;
  readonly among: readonly string[];
  readonly set: (value: string) => void;
}

export function Choice({ control, label, value, among, set, hint }: ChoiceProps) {
  return (
    <div class="field">
      <label for={`field-${control}`}>{label}</label>
      <select id={`field-${control}`} value={value} disabled={!usable(control)} title={hint} onChange={(event) => set(event.currentTarget.value)}>
        {among.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      <Fault control={control} />
    </div>
  );
}

export function Switch({ control, label, value, set, hint }: Common & { value: boolean; set: (value: boolean) => void }) {
  return (
    <div class="field">
      <label class="switch" title={hint}>
        <input type="checkbox" checked={value} disabled={!usable(control)} onChange={(event) => set(event.currentTarget.checked)} />
        {label}
      </label>
      <Fault control={control} />
    </div>
  );
}

/** What is wrong at a control. */
export function Fault({ control }: { control: string }) {
  const text = faults.value[control];
  return text === undefined ? null : (
    <p class="fault" id={`fault-${control}`} role="alert">
      {text}
    </p>
  );
}
