// Drives the page's training worker over cases, in Node.js and in a browser: nothing here is known to only one of them.
//
// A case is {begin, setup, orders}: begin as in types.ts with arrays as lists, orders as [name, ...arguments]. Its result is
// a list with an entry for each order: the last frame (parameters and rows, position), or the refusal.
let hear = () => {};
let trainer = () => {};
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
const bytes = (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const base64 = (array) => {
  let text = "";
  for (const byte of bytes(array)) text += String.fromCharCode(byte);
  return btoa(text);
};
// Only a page of a server or a file may compute digests.
const digest = async (array) => crypto.subtle && Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes(array))), (byte) => byte.toString(16).padStart(2, "0")).join("");

function framed({ answer, frames, refused }) {
  if (refused !== undefined) return { refused };
  const all = [...frames, answer];
  const numbers = answer.numbers;
  const [, , epoch, step, samples, batch, stop, nRows, n] = numbers;
  const rows = all.flatMap((frame) => Array.from(frame.numbers.subarray(HEAD, HEAD + frame.numbers[7] * COLUMNS)));
  const parameters = numbers.slice(HEAD + nRows * COLUMNS);
  return { epoch, step, samples, batch, stop, n, message: answer.message, rows: base64(Float64Array.from(rows)), parameters: base64(parameters) };
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
    return { at: answer.at, parameters: await digest(answer.parameters), rest: base64(answer.rest) };
  },
  load: (begin, setup, name, plan = null) => ask({ order: "load", state: kept.get(name), plan }).then(framed),
};

/** The results of cases; `start` begins a training worker that posts to a function, and returns what posts to it. */
export async function drive(start, cases) {
  trainer = start((message) => hear(message));
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
  return results;
}

/** JSON has no infinite number: it is the text "inf". */
export const casesOf = (text) => JSON.parse(text, (_, value) => (value === "inf" ? Infinity : value));
