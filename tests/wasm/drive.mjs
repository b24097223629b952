// Runs the page's training worker, as it is shipped, in Node.js: the cases from standard input, their results to standard output.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { casesOf, drive } from "./driving.mjs";

const folder = process.argv[2];
const engine = new Uint8Array(readFileSync(join(folder, "engine.wasm")));

/** A worker's script with what it needs of a browser; `hear` gets what it posts. */
function worker(hear) {
  const self = { postMessage: (message) => hear(message) };
  const globals = { self, performance, WebAssembly, TextDecoder, TextEncoder, MessageChannel, console };
  runInContext(readFileSync(join(folder, "worker.js"), "utf8"), createContext(globals));
  self.onmessage({ data: { engine: engine.buffer } });
  return (message) => self.onmessage({ data: message });
}

const results = await drive(worker, casesOf(readFileSync(0, "utf8")));
// The worker's message channel would keep the process running.
process.stdout.write(JSON.stringify(results), () => process.exit(0));
