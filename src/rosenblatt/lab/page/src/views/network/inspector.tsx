/** Below the network: the selected weight or bias as a number to type and a slider to drag, the selected neuron's verbs. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { number, short } from "../../draw/words.ts";
import { neuronName } from "../../shape.ts";
import { numberOf } from "../fields.tsx";
import { selectionName } from "./names.ts";
import type { NetworkProps } from "./props.ts";
import { isHidden, parameterOf } from "./verbs.ts";

/** `typed` is what a key on the diagram began to type; null while nothing is typed. */
export interface InspectorProps extends NetworkProps {
  readonly typed: string | null;
  readonly typingEnds: () => void;
}

export function Inspector(props: InspectorProps) {
  const { shape, selection, inputs, editable, verbs } = props;
  const name = selectionName(shape, selection, inputs);
  const index = parameterOf(shape, selection);
  if (!name) return <Key widest={props.widest} />;
  const isNeuron = selection.kind === "neuron";
  return (
    <div class="inspector">
      <strong>{name}</strong>
      {index !== null && <ValueField {...props} index={index} label={isNeuron ? "bias" : "value"} />}
      {isNeuron && isHidden(shape, selection.layer) && (
        <button disabled={!editable || (shape.sizes[selection.layer + 1] ?? 0) < 2} onClick={() => verbs.dropNeuron(selection.layer, selection.neuron)}>
          Delete {neuronName(shape, selection.layer, selection.neuron)} and continue
        </button>
      )}
    </div>
  );
}

/** What lines mean, while nothing is selected. */
function Key({ widest }: { widest: number }) {
  return (
    <p class="inspector empty">
      <span class="key positive">+ positive</span> <span class="key negative">− negative</span>
      {widest > 0 && <span>widest {short(widest)}</span>}
      <span>Select a neuron or a weight to see and change its numbers.</span>
    </p>
  );
}

function ValueField({ index, label, parameters, widest, editable, verbs, typed, typingEnds }: InspectorProps & { index: number; label: string }) {
  const field = useRef<HTMLInputElement>(null);
  const value = parameters[index] ?? 0;
  const reach = Math.max(2, Math.ceil(Math.max(widest, Math.abs(value)) * 1.25));
  useLayoutEffect(() => {
    if (!field.current || typed === null) return;
    field.current.focus();
    field.current.value = typed;
  }, [typed]);
  useLayoutEffect(() => {
    if (field.current && document.activeElement !== field.current) field.current.value = written(value);
  });
  const take = (text: string) => {
    const given = numberOf(text);
    if (text.trim() !== "" && Number.isFinite(given)) verbs.set(index, given, true);
    else if (field.current) field.current.value = written(value);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    if (event.key === "Enter") take((event.currentTarget as HTMLInputElement).value);
    else if (field.current) field.current.value = written(value);
    typingEnds();
    event.preventDefault();
  };
  return (
    <>
      <label>
        {label}
        <input ref={field} class="value" type="text" inputMode="decimal" disabled={!editable} onKeyDown={keys} onChange={(event) => take(event.currentTarget.value)} />
      </label>
      <input
        class="slide"
        type="range"
        aria-label={`${label}, from −${number(reach)} to ${number(reach)}`}
        min={-reach}
        max={reach}
        step={reach / 200}
        value={value}
        disabled={!editable}
        onInput={(event) => verbs.set(index, Number(event.currentTarget.value), false)}
        onChange={(event) => verbs.set(index, Number(event.currentTarget.value), true)}
      />
    </>
  );
}

/** A parameter as it is typed: all digits that tell it from others at a glance, with a plain minus. */
function written(value: number): string {
  return String(Number(value.toPrecision(6)));
}
