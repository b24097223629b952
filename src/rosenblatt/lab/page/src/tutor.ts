// A lesson that is under way: its step, what was answered, and when the next step may be taken.
import { batch, computed, signal } from "@preact/signals";
import { setupOf, withKeys } from "./address.ts";
import type { Changes } from "./engine/changes.ts";
import type { Lesson, Step, Until } from "./lesson.ts";
import * as store from "./store.ts";
import type { Begin, Setup } from "./types.ts";

export const lesson = signal<Lesson | null>(null);
export const stepAt = signal(0);
/** The choice that was made at each step. */
export const answers = signal<Readonly<Record<number, number>>>({});
/** Steps whose goal was reached, which stays reached. */
const reached = signal<ReadonlySet<number>>(new Set());

export const step = computed<Step | null>(() => lesson.value?.steps[stepAt.value] ?? null);

/** What is still to be done at this step, in words; empty if the next one may be taken. */
export const toDo = computed<string>(() => {
  const now = step.value;
  if (now === null) return "";
  if (now.ask !== undefined && answers.value[stepAt.value] === undefined) return "Choose an answer first.";
  if (now.until === undefined || reached.value.has(stepAt.value) || met(now.until)) return "";
  return "epoch" in now.until ? `Play to epoch ${now.until.epoch.toLocaleString("en")}.` : "loss" in now.until ? `Train until the loss is at most ${now.until.loss}.` : "";
});

function met(until: Until): boolean {
  const now = store.moment.value;
  if ("answered" in until) return answers.value[stepAt.value] !== undefined;
  if (now === null) return false;
  if ("epoch" in until) return now.at.epoch >= until.epoch;
  return now.row !== null && (now.row[1] as number) <= until.loss;
}

const TRAINING = ["play", "epoch", "step", "stop"];

/** The epoch at which this step lets playing pause. */
export function pauseAt(): number {
  const until = step.value?.until;
  const at = store.moment.value?.at.epoch ?? 0;
  return until !== undefined && "epoch" in until && until.epoch > at ? until.epoch : Infinity;
}

/** Whether playing has reached the loss that this step asks for. */
export function pauseNow(): boolean {
  const until = step.value?.until;
  return until !== undefined && "loss" in until && !reached.value.has(stepAt.value) && met(until);
}

/** The set-up that a lesson begins with. */
export function lessonSetup(of: Lesson, begin: Begin): Setup {
  const setup = withKeys(setupOf(begin), of.setup);
  const points = of.points?.map(([x, y, target, heldOut]) => ({ x: [x, y], target, heldOut: heldOut === 1 })) ?? null;
  return { ...setup, points };
}

/** Begin a lesson whose course has been started. */
export function open(of: Lesson): void {
  batch(() => {
    lesson.value = of;
    answers.value = {};
    reached.value = new Set();
    stepAt.value = 0;
    store.allowed.value = of.only === undefined ? null : new Set(of.only);
  });
  hold();
}

export function close(): void {
  batch(() => {
    lesson.value = null;
    store.allowed.value = null;
    store.waiting.value = new Set();
  });
}

/** Training waits while a question is open. */
function hold(): void {
  const open = step.value?.ask !== undefined && answers.value[stepAt.value] === undefined;
  store.waiting.value = new Set(open ? TRAINING : []);
}

export function answer(choice: number): void {
  if (answers.value[stepAt.value] !== undefined) return;
  answers.value = { ...answers.value, [stepAt.value]: choice };
  hold();
}

/** Go to the next or the former step. What a step sets is set when it is entered for the first time. */
export async function turn(by: 1 | -1, changes: Changes): Promise<void> {
  const next = stepAt.value + by;
  const steps = lesson.value?.steps ?? [];
  if (next < 0 || next >= steps.length || (by === 1 && toDo.value !== "")) return;
  const first = by === 1 && !reached.value.has(stepAt.value);
  reached.value = new Set([...reached.value, ...(by === 1 ? [stepAt.value] : [])]);
  stepAt.value = next;
  hold();
  const { set } = steps[next] as Step;
  if (first && set !== undefined) await apply(set, changes);
}

async function apply(set: Readonly<Record<string, unknown>>, changes: Changes): Promise<void> {
  const setup = store.setup.value;
  if (setup === null) return;
  const made = withKeys(setup, set);
  const onlyPlan = made.hidden === setup.hidden && made.seed === setup.seed && made.scheme === setup.scheme && made.model === setup.model && made.noise === setup.noise;
  if (onlyPlan) await changes.plan(made.plan);
  else await changes.restart(made, "the next step of the lesson");
}
