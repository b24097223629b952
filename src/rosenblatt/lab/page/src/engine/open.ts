// The engine of the page: two workers with the compiled engine, and who asks it questions.
import { type Source, startWorker } from "../wire.ts";
import { Asker } from "./asker.ts";
import type { Engine } from "./engine.ts";
import { LocalEngine } from "./local.ts";

export async function openEngine(from: Source): Promise<{ engine: Engine; asker: Asker }> {
  const [trainer, painter, bytes] = await Promise.all([startWorker("trainer", from), startWorker("painter", from), from.part("engine.wasm")]);
  const engine = new LocalEngine(trainer, painter, bytes);
  return { engine, asker: new Asker(engine) };
}
