/** What keys, mouse, pen and finger do on the plane. */

import { place, type Scale, valueAt } from "../../draw/canvas.ts";
import type { Box, Mark } from "../../draw/samples.ts";
import { number, plain } from "../../draw/words.ts";
import type { Picture } from "../../draw/fields.ts";
import type { Colours } from "../../palette.ts";

export interface Axis {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

/** What can be done on the plane; places are in the units of the axes. */
export interface PlaneVerbs {
  ask(x: number, y: number): void;
  select(row: number | null): void;
  add(x: number, y: number, which: number): void;
  move(row: number, x: number, y: number, done: boolean): void;
  drop(row: number): void;
  turn(row: number, which: number): void;
  say(text: string): void;
}

export interface PlaneProps {
  readonly label: string;
  readonly axes: readonly [Axis, Axis];
  readonly marks: readonly Mark[];
  readonly classes: readonly string[];
  readonly numbers: boolean;
  readonly picture: Picture | null;
  readonly colours: Colours;
  readonly editable: boolean;
  /** Whether single characters act as keys. */
  readonly letters: boolean;
  readonly selected: number | null;
  readonly place: readonly [number, number] | null;
  /** What a press on the plane does: "ask", "drop", or puts a sample of the class with that number. */
  readonly tool: Tool;
  readonly verbs: PlaneVerbs;
}

export type Tool = "ask" | "drop" | number;

export interface Layout {
  readonly size: number;
  readonly box: Box;
  readonly scales: readonly [Scale, Scale];
}

/** A mark under the pressed pointer; it moves once the pointer has gone a little way. */
export interface Held {
  readonly row: number;
  readonly from: readonly [number, number];
  moving: boolean;
}

const SLACK = 4;

const FINE = 200;
const COARSE = 20;

/** Clamp a place to the axes. */
function inside(axes: readonly [Axis, Axis], x: number, y: number): [number, number] {
  const [across, along] = axes;
  return [Math.min(across.high, Math.max(across.low, x)), Math.min(along.high, Math.max(along.low, y))];
}

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** What a key does on the plane. */
export function act(
  event: KeyboardEvent,
  props: PlaneProps,
  at: readonly [number, number],
  setCross: (at: readonly [number, number]) => void,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const arrow = ARROWS[event.key];
  const digit = props.letters ? classOfDigit(event.key, props.classes.length) : null;
  const chosen = props.marks.find((mark) => mark.row === props.selected) ?? null;
  if (arrow) moveBy(arrow, event.shiftKey, props, chosen, at, setCross);
  else if (event.key === "Tab") {
    if (!step(event.shiftKey ? -1 : 1, props, chosen, setCross)) return;
  } else if (event.key === "Escape" && chosen) props.verbs.select(null);
  else if (event.key === "Enter") props.verbs.ask(at[0], at[1]);
  else if ((event.key === "Delete" || event.key === "Backspace") && chosen && props.editable) props.verbs.drop(chosen.row);
  else if (digit !== null && props.editable) {
    if (chosen) props.verbs.turn(chosen.row, digit);
    else props.verbs.add(at[0], at[1], digit);
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

/** The class that a digit stands for: 1 is the first; null for other keys. */
function classOfDigit(key: string, nClasses: number): number | null {
  const digit = /^[1-9]$/.test(key) ? Number(key) - 1 : null;
  return digit !== null && digit < Math.max(1, nClasses) ? digit : null;
}

function moveBy(
  [right, up]: readonly [number, number],
  fine: boolean,
  props: PlaneProps,
  chosen: Mark | null,
  at: readonly [number, number],
  setCross: (at: readonly [number, number]) => void,
): void {
  const parts = fine ? FINE : COARSE;
  const from = chosen ? [chosen.x, chosen.y] : at;
  const [across, along] = props.axes;
  const to = inside(
    props.axes,
    (from[0] ?? 0) + (right * (across.high - across.low)) / parts,
    (from[1] ?? 0) + (up * (along.high - along.low)) / parts,
  );
  setCross(to);
  if (chosen && props.editable) props.verbs.move(chosen.row, to[0], to[1], true);
  else if (chosen) props.verbs.select(null);
  props.verbs.say(`${plain(across.name)} ${number(to[0])}, ${plain(along.name)} ${number(to[1])}`);
}

/** Select the next sample; false past the last one, where Tab leaves the plane. */
function step(
  by: number,
  props: PlaneProps,
  chosen: Mark | null,
  setCross: (at: readonly [number, number]) => void,
): boolean {
  const current = chosen ? props.marks.indexOf(chosen) : by > 0 ? -1 : props.marks.length;
  if (!chosen && by < 0) return false;
  const next = props.marks[current + by];
  if (!next) {
    if (chosen) props.verbs.select(null);
    return false;
  }
  props.verbs.select(next.row);
  setCross([next.x, next.y]);
  return true;
}

/** What mouse, pen and finger do on the plane. */
export function pointerVerbs(props: PlaneProps, layout: { current: Layout | null }, held: { current: Held | null }) {
  const spot = (event: PointerEvent): [number, number] => {
    const frame = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  };
  const values = (x: number, y: number): [number, number] | null => {
    const scales = layout.current?.scales;
    return scales ? inside(props.axes, valueAt(scales[0], x), valueAt(scales[1], y)) : null;
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0 || !layout.current) return;
    const [x, y] = spot(event);
    const found = nearest(props.marks, layout.current.scales, x, y, event.pointerType === "mouse" ? 11 : 20);
    const where = values(x, y);
    if (!where) return;
    press(props, found, where);
    if (!found || props.tool !== "ask" || !props.editable) return;
    held.current = { row: found.row, from: [x, y], moving: false };
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  };
  const drag = (event: PointerEvent, done: boolean) => {
    const pressed = held.current;
    const [x, y] = spot(event);
    const where = values(x, y);
    if (!pressed || !where) return;
    pressed.moving ||= Math.abs(x - pressed.from[0]) + Math.abs(y - pressed.from[1]) > SLACK;
    if (pressed.moving) props.verbs.move(pressed.row, where[0], where[1], done);
    if (done) held.current = null;
  };
  return { down, move: (event: PointerEvent) => drag(event, false), up: (event: PointerEvent) => drag(event, true) };
}

function press(props: PlaneProps, found: Mark | null, where: [number, number]): void {
  const { tool, verbs } = props;
  if (tool === "ask" && found) verbs.select(found.row);
  else if (tool === "ask") verbs.ask(...where);
  else if (tool === "drop" && found) verbs.drop(found.row);
  else if (typeof tool === "number" && found) verbs.turn(found.row, tool);
  else if (typeof tool === "number") verbs.add(...where, tool);
}

function nearest(marks: readonly Mark[], scales: readonly [Scale, Scale], x: number, y: number, within: number): Mark | null {
  let [best, closest]: [Mark | null, number] = [null, within * within];
  for (const mark of marks) {
    const [right, down] = [place(scales[0], mark.x) - x, place(scales[1], mark.y) - y];
    const distance = right * right + down * down;
    if (distance <= closest) [best, closest] = [mark, distance];
  }
  return best;
}
