// Lessons: JSON files of at most 64 KB, checked before use. rosenblatt.lab.lessons checks the same over the same test files.
import { KEYS } from "./address.ts";

export const VERSION = 1;
export const MOST_BYTES = 64 * 1024;
export const MOST_STEPS = 50;
export const MOST_POINTS = 1000;

/** Controls that a lesson can leave usable: the settings, and the verbs of the panels. */
export const CONTROLS = [
  "play", "epoch", "step", "stop", "rewind", "speed", "table", "points", "network", "weights", "ask", "seeds", "branches", "take",
  ...Object.keys(KEYS),
] as const;

export interface Question {
  readonly question: string;
  readonly choices: readonly string[];
  readonly right: number;
  readonly because: string;
}

export type Until = { readonly epoch: number } | { readonly loss: number } | { readonly answered: true };

export interface Step {
  readonly say: string;
  readonly set?: Readonly<Record<string, string | number | boolean>>;
  readonly ask?: Question;
  readonly until?: Until;
}

export interface Lesson {
  readonly lesson: 1;
  readonly title: string;
  readonly language: string;
  readonly setup: Readonly<Record<string, string | number | boolean>>;
  readonly points?: readonly (readonly [number, number, number, number])[];
  readonly only?: readonly string[];
  readonly steps: readonly Step[];
}

/** Read a lesson; an Error names the key that is wrong, the value and what is possible. */
export function lessonOf(text: string): Lesson {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MOST_BYTES) throw new Error(`a lesson has at most ${MOST_BYTES} bytes, got ${bytes}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("a lesson is a JSON file: check its commas, quotes and brackets");
  }
  whole(value, "");
  return value as Lesson;
}

// ---- One check for each kind of value; `path` names it in messages ------------------------------------------------------

type Check = (value: unknown, path: string) => void;

function wrong(path: string, possible: string, value: unknown): never {
  throw new Error(`${path === "" ? "the lesson" : path} must be ${possible}, got ${shown(value)}`);
}

function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

const text = (most: number): Check => (value, path) => {
  if (typeof value !== "string" || value.trim() === "" || value.length > most) wrong(path, `a text of 1 to ${most} characters`, value);
};

const wholeNumber = (low: number, high: number): Check => (value, path) => {
  if (!Number.isInteger(value) || (value as number) < low || (value as number) > high) wrong(path, `a whole number from ${low} to ${high}`, value);
};

const finite: Check = (value, path) => {
  if (typeof value !== "number" || !Number.isFinite(value)) wrong(path, "a number", value);
};

const exactly = (only: unknown): Check => (value, path) => {
  if (value !== only) wrong(path, JSON.stringify(only), value);
};

const among = (names: readonly string[]): Check => (value, path) => {
  if (typeof value !== "string" || !names.includes(value)) wrong(path, `one of ${names.join(", ")}`, value);
};

const list = (each: Check, low: number, high: number): Check => (value, path) => {
  if (!Array.isArray(value) || value.length < low || value.length > high) wrong(path, `a list of ${low} to ${high} entries`, value);
  (value as unknown[]).forEach((entry, at) => each(entry, `${path}[${at}]`));
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** An object with these keys; a question mark behind a name means that it may be absent. */
function object(keys: Readonly<Record<string, Check>>): Check {
  const checks = new Map(Object.entries(keys).map(([name, check]) => [name.replace("?", ""), check]));
  return (value, path) => {
    if (!isObject(value)) wrong(path, "an object", value);
    const place = (name: string): string => (path === "" ? name : `${path}.${name}`);
    for (const name of Object.keys(value)) {
      if (!checks.has(name)) throw new Error(`${place(name)} is not a key of a lesson here: use ${[...checks.keys()].join(", ")}`);
    }
    for (const [name, check] of checks) {
      if (Object.hasOwn(value, name)) check(value[name], place(name));
      else if (Object.hasOwn(keys, name)) throw new Error(`${place(name)} is missing`);
    }
  };
}

/** Settings by the keys of an address. Their values are checked against the table when the lesson is opened. */
const settings = (needsTable: boolean): Check => (value, path) => {
  if (!isObject(value)) wrong(path, "an object", value);
  const known = ["table", ...Object.keys(KEYS)];
  for (const [name, each] of Object.entries(value)) {
    if (!known.includes(name) || (name === "table" && !needsTable)) throw new Error(`${path}.${name} is not a setting: use ${known.slice(needsTable ? 0 : 1).join(", ")}`);
    if (!["string", "number", "boolean"].includes(typeof each) || String(each).length > 200) wrong(`${path}.${name}`, "a text, a number, true or false", each);
  }
  if (needsTable && typeof value["table"] !== "string") throw new Error(`${path}.table is missing`);
};

const point: Check = (value, path) => {
  if (!Array.isArray(value) || value.length !== 4) wrong(path, "a point [x, y, class, held_out]", value);
  const [x, y, target, heldOut] = value as unknown[];
  finite(x, `${path}[0]`);
  finite(y, `${path}[1]`);
  wholeNumber(0, 9)(target, `${path}[2]`);
  wholeNumber(0, 1)(heldOut, `${path}[3]`);
};

const question: Check = (value, path) => {
  object({ question: text(500), choices: list(text(200), 2, 6), right: wholeNumber(0, 5), because: text(1000) })(value, path);
  const { choices, right } = value as Question;
  if (right >= choices.length) wrong(`${path}.right`, `a whole number from 0 to ${choices.length - 1}`, right);
};

const until: Check = (value, path) => {
  object({ "epoch?": wholeNumber(1, 1_000_000_000), "loss?": finite, "answered?": exactly(true) })(value, path);
  if (Object.keys(value as object).length !== 1) wrong(path, "one of epoch, loss and answered", value);
};

const step: Check = (value, path) => {
  object({ say: text(2000), "set?": settings(false), "ask?": question, "until?": until })(value, path);
  const { ask, until: goal } = value as Step;
  if (goal !== undefined && "answered" in goal && ask === undefined) throw new Error(`${path}.until.answered needs a question: add ${path}.ask`);
};

const whole: Check = object({
  lesson: exactly(VERSION),
  title: text(120),
  language: (value, path) => {
    if (typeof value !== "string" || !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(value)) wrong(path, "a language such as en or pt-BR", value);
  },
  setup: settings(true),
  "points?": list(point, 1, MOST_POINTS),
  "only?": list(among(CONTROLS), 0, CONTROLS.length),
  steps: list(step, 1, MOST_STEPS),
});

/** Plain text with *emphasis*, as pieces to be set as text. */
export function pieces(say: string): { readonly text: string; readonly strong: boolean }[] {
  return say
    .split(/(\*[^*\n]+\*)/)
    .filter((part) => part !== "")
    .map((part) => (/^\*[^*\n]+\*$/.test(part) ? { text: part.slice(1, -1), strong: true } : { text: part, strong: false }));
}
