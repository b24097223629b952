// Epochs of the lab's page in a second of CPU time in Node.js: its training worker as it is shipped. Arguments: the folder static, and begin,
// setup and seconds as JSON on standard input; the epochs a second and their number on standard output.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";

const folder = process.argv[2];
const { begin: lists, setup, seconds } = JSON.parse(readFileSync(0, "utf8"), (_, value) => (value === "inf" ? Infinity : value));
const begin = { ...lists, X: Float64Array.from(lists.X), y: Float64Array.from(lists.y), heldOut: Uint8Array.from(lists.heldOut), randomKey: null };

let done = () => {};
const self = {
  postMessage: (message) => {
    if ("frame" in message) self.onmessage({ data: { id: 0, order: "seen" } });
    else done(message);
  },
};
runInContext(readFileSync(join(folder, "worker.js"), "utf8"), createContext({ self, performance, WebAssembly, TextDecoder, TextEncoder, MessageChannel }));
self.onmessage({ data: { engine: new Uint8Array(readFileSync(join(folder, "engine.wasm"))).buffer } });
const ask = (order) => new Promise((resolve) => {
  done = resolve;
  self.onmessage({ data: { id: 1, ...order } });
});

await ask({ order: "start", begin, setup, course: 1 });
await ask({ order: "run", epochs: Infinity, seconds: seconds / 4 }); // V8 compiles the engine a second time meanwhile
const first = (await ask({ order: "step", batches: 1 })).answer.numbers[2];
const began = process.cpuUsage();
const { answer } = await ask({ order: "run", epochs: Infinity, seconds });
const { user, system } = process.cpuUsage(began);
const passed = (user + system) / 1e6;
process.stdout.write(JSON.stringify((answer.numbers[2] - first) / passed), () => process.exit(0));
