// The state of the page: four signals (set-up, course, moment, selection), what is computed from them, and undo.
import { batch, computed, signal } from "@preact/signals";
import type { Begin, Branch, Course, Moment, Selection, Setup, Shape, Theme } from "./types.ts";

export const setup = signal<Setup | null>(null);
export const course = signal<Course>({ branches: [], shown: "A", beside: null, former: null });
export const moment = signal<Moment | null>(null);
export const selection = signal<Selection>({ kind: "nothing" });

/** The table that is open. It follows from the set-up, and is here because it arrives later. */
export const begin = signal<Begin | null>(null);
export const playing = signal(false);
/** One of the seven stops of the speed, 0 (a batch a second) to 6 (as fast as possible). */
export const speed = signal(4);
export const theme = signal<Theme>("light");
/** Whether single letters and signs act as keys inside the regions of the lab. */
export const letterKeys = signal(true);
/** What is wrong at a control, by the name of the control. */
export const faults = signal<Readonly<Record<string, string>>>({});
/** Largest absolute weight of the whole course so far: widths of lines are in proportion to it. */
export const widest = signal(0);
/** Whether a server answers questions; false in a file. */
export const served = signal(false);
/** Whether the drawer of the data is open, on screens too narrow to show it beside the network. */
export const drawer = signal(false);
/** Whether the sheet of the questions is open, on a tablet. */
export const sheet = signal(false);
/** Whether a phone shows all controls of the training. */
export const more = signal(false);
/** The region that a phone shows under the answer. */
export const tab = signal<"data" | "network" | "ask">("network");
/** Controls that a lesson leaves usable; null: all. */
export const allowed = signal<ReadonlySet<string> | null>(null);
/** Controls that wait for an answer to a lesson's question. */
export const waiting = signal<ReadonlySet<string>>(new Set());

export const shape = computed<Shape | null>(() => {
  const [table, chosen] = [begin.value, setup.value];
  return table === null || chosen === null ? null : shapeOf(table, chosen);
});

export const shownBranch = computed<Branch | null>(
  () => course.value.branches.find((branch) => branch.letter === course.value.shown) ?? null,
);

/** Shape of the network that a set-up asks for on a table. */
export function shapeOf(table: Begin, chosen: Setup): Shape {
  const { sizes, activations, groups } = table.meta;
  const last = sizes[sizes.length - 1] as number;
  if (chosen.model === "perceptron") return { sizes: [table.nInputs, last], activations: [last === 1 ? "step" : "identity"], groups };
  const context = table.meta.run?.context;
  return {
    ...(context?.some(({ length }) => length > 0) && { context }),
    sizes: [table.nInputs, ...chosen.hidden.map((layer) => layer.size), last],
    activations: [...chosen.hidden.map((layer) => layer.activation), activations[activations.length - 1] as string],
    groups,
  };
}

/** Whether a control may be used: a lesson can leave only some of them, and let them wait for an answer. */
export function usable(control: string): boolean {
  return (allowed.value === null || allowed.value.has(control)) && !waiting.value.has(control);
}

/** Show what is wrong at a control; an empty text takes it away. */
export function fault(control: string, text: string): void {
  const { [control]: _, ...others } = faults.value;
  faults.value = text === "" ? others : { ...others, [control]: text };
}

// ---- Undo and redo ---------------------------------------------------------------------------------------------

const MOST_STEPS = 100;

/** The four signals at one time. Their values are never altered, so that a copy is four references. */
export interface Kept {
  readonly what: string;
  /** The control that made the change, if it may move on within one step. */
  readonly control: string;
  readonly setup: Setup | null;
  readonly course: Course;
  readonly moment: Moment | null;
  readonly selection: Selection;
}

const past = signal<readonly Kept[]>([]);
const future = signal<readonly Kept[]>([]);
/** Called after undo and redo, so that the engine moves to the moment that is shown again. */
let restored: () => void = () => undefined;

export const undoable = computed(() => past.value.at(-1)?.what ?? null);
export const redoable = computed(() => future.value.at(-1)?.what ?? null);

function present(what: string, control: string): Kept {
  return { what, control, setup: setup.value, course: course.value, moment: moment.value, selection: selection.value };
}

/**
 * Keep the state before a change that undo takes back; `what` names the change, such as "h1.2 to y 0.5". A control that
 * moves again at the same moment, as a slider does, adds no step.
 */
export function keep(what: string, control = ""): void {
  const last = past.value.at(-1);
  const [was, now] = [last?.moment, moment.value];
  const still = was?.branch === now?.branch && was?.at.epoch === now?.at.epoch && was?.at.batch === now?.at.batch;
  if (control === "" || last?.control !== control || !still) past.value = [...past.value, present(what, control)].slice(-MOST_STEPS);
  future.value = [];
}

/** Change signals in one step that undo takes back. */
export function change(what: string, alter: () => void): void {
  keep(what);
  batch(alter);
}

export function onRestored(listener: () => void): void {
  restored = listener;
}

function move(from: typeof past, to: typeof past): string | null {
  const kept = from.value.at(-1);
  if (kept === undefined) return null;
  batch(() => {
    from.value = from.value.slice(0, -1);
    to.value = [...to.value, present(kept.what, kept.control)].slice(-MOST_STEPS);
    setup.value = kept.setup;
    course.value = kept.course;
    moment.value = kept.moment;
    selection.value = kept.selection;
  });
  restored();
  return kept.what;
}

/** Take the last change back; returns what it was, or null if there is none. */
export const undo = (): string | null => move(past, future);
export const redo = (): string | null => move(future, past);

/** Branches that undo or redo could still show: their segments have to stay. */
export function keptCourses(): readonly Course[] {
  return [course.value, ...past.value.map((kept) => kept.course), ...future.value.map((kept) => kept.course)];
}

/** Forget all steps: another table was opened. */
export function forget(): void {
  batch(() => {
    past.value = [];
    future.value = [];
  });
}
