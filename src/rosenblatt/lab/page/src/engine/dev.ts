// The engine of the page, before who asks it questions is landed.
import { type Source, startWorker } from "../wire.ts";
import type { Asker } from "./asker.ts";
import { LocalEngine } from "./local.ts";
export async function openEngine(from: Source) {
  const [trainer, painter, bytes] = await Promise.all([startWorker("worker.js", from), startWorker("painter.js", from), from.part("engine.wasm")]);
  const engine = new LocalEngine(trainer, painter, bytes);
  const no = () => Promise.reject(new Error("no"));
  return { engine, asker: { forward: engine.forward.bind(engine), layers: no, fields: no, step: no } as unknown as Asker };
}
