// Runs the page's training worker, as it is shipped, in Node.js: the cases from standard input, their results to standard output.
//
// A case is {begin, setup, orders}: begin as in types.ts with arrays as lists, orders as [name, ...arguments]. Its result is
// a list with an entry for each order: the last frame (digest of parameters and rows, rows, position), or the refusal.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";

const folder = process.argv[2];
const engine = new Uint8Array(readFileSync(join(folder, "engine.wasm")));

/** A worker's script with what it needs of a browser; `hear` gets what it posts. */
function worker(name, hear) {
  const self = { postMessage: (message) => hear(message) };
  const globals = { self, performance, WebAssembly, TextDecoder, TextEncoder, MessageChannel, console };
  runInContext(readFileSync(join(folder, name), "utf8"), createContext(globals));
  self.onmessage({ data: { engine: engine.buffer } });
  return (message) => self.onmessage({ data: message });
}

let hear = () => {};
const trainer = worker("worker.js", (message) => hear(message));
let last = 0;

/** One order to the training worker; frames before its end are joined to the last. */
function ask(order) {
  const id = ++last;
  const frames = [];
  return new Promise((done) => {
    hear = (message) => {
      if ("frame" in message) {
        frames.push(message.frame);
        trainer({ id: 0, order: "seen" });
      } else if (message.id === id) done("refused" in message ? { refused: message.refused } : { answer: message.answer, frames });
    };
    trainer({ id, ...order });
  });
}

const HEAD = 9, COLUMNS = 9;
const bytes = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
const digest = (array) => createHash("sha256").update(bytes(array)).digest("hex");

function framed({ answer, frames, refused }) {
  if (refused !== undefined) return { refused };
  const all = [...frames, answer];
  const numbers = answer.numbers;
  const [, , epoch, step, samples, batch, stop, nRows, n] = numbers;
  const rows = all.flatMap((frame) => Array.from(frame.numbers.subarray(HEAD, HEAD + frame.numbers[7] * COLUMNS)));
  const parameters = numbers.slice(HEAD + nRows * COLUMNS);
  return { epoch, step, samples, batch, stop, n, message: answer.message, rows: bytes(Float64Array.from(rows)).toString("base64"), parameters: bytes(parameters).toString("base64") };
}

const kept = new Map();
const WAYS = {
  start: (begin, setup) => ask({ order: "start", begin, setup, course: 1 }).then(framed),
  run: (begin, setup, epochs, seconds = Infinity) => ask({ order: "run", epochs, seconds }).then(framed),
  step: (begin, setup, batches = 1) => ask({ order: "step", batches }).then(framed),
  plan: (begin, setup, plan) => ask({ order: "plan", plan }).then(framed),
  gradient: async (begin, setup, rows) => {
    const { answer, refused } = await ask({ order: "gradient", rows });
    return refused === undefined ? { loss: answer.loss, gradient: Array.from(answer.gradient), deltas: answer.deltas.map((each) => Array.from(each)) } : { refused };
  },
  underway: async () => {
    const { answer } = await ask({ order: "underway" });
    return { rows: Array.from(answer.rows), done: answer.done, mistakes: answer.mistakes };
  },
  keep: async (begin, setup, name) => {
    const { answer } = await ask({ order: "state" });
    kept.set(name, answer);
    return { at: answer.at, parameters: digest(answer.parameters), rest: bytes(answer.rest).toString("base64") };
  },
  load: (begin, setup, name, plan = null) => ask({ order: "load", state: kept.get(name), plan }).then(framed),
};

const infinite = (_, value) => (value === "inf" ? Infinity : value);
const cases = JSON.parse(readFileSync(0, "utf8"), infinite);
const results = [];
for (const { begin: lists, setup, orders } of cases) {
  const begin = {
    ...lists, X: Float64Array.from(lists.X), y: Float64Array.from(lists.y), heldOut: Uint8Array.from(lists.heldOut),
    parameters: Float64Array.from(lists.parameters ?? []), randomKey: lists.randomKey ? Uint32Array.from(lists.randomKey) : null,
  };
  const found = [await WAYS.start(begin, setup)];
  for (const [name, ...given] of orders) found.push(await WAYS[name](begin, setup, ...given));
  results.push(found);
}
// The worker's message channel would keep the process running.
process.stdout.write(JSON.stringify(results), () => process.exit(0));
