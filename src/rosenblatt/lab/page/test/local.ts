// The engine of the page in this process, for tests: its training worker hears messages as between threads.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LocalEngine, type WorkerLike } from "../src/engine/local.ts";
import type { FromWorker } from "../src/engine/orders.ts";
import { Trainer } from "../src/engine/trainer.ts";
import { Machine } from "../src/engine/wasm.ts";

/** The training worker in this process: messages arrive as between threads, one after the other. */
function worker(): WorkerLike {
  let trainer: Trainer | null = null;
  const made: WorkerLike = {
    onmessage: null, onerror: null, terminate: () => undefined,
    postMessage: (message) => {
      const data = structuredClone(message) as { engine: ArrayBuffer } & Parameters<Trainer["take"]>[1] & { id: number };
      setImmediate(() => {
        if (data.engine !== undefined) trainer = new Trainer(new Machine(data.engine), post, setImmediate);
        else trainer!.take(data.id, data);
      });
    },
  };
  const post = (message: FromWorker): void => {
    const data = structuredClone(message);
    setImmediate(() => made.onmessage?.({ data } as MessageEvent<FromWorker>));
  };
  return made;
}

const quiet: WorkerLike = { onmessage: null, onerror: null, terminate: () => undefined, postMessage: () => undefined };
/** An engine that trains with the compiled one; nothing paints. */
export function localEngine(): LocalEngine {
  const wasm = readFileSync(join(process.env["LAB_PAGE"]!, "../static/engine.wasm"));
  return new LocalEngine(worker(), quiet, new Uint8Array(wasm));
}
