// A small training in place of the compiled engine, until that is part of the page.
import { FakeEngine } from "../../test/fake.ts";
import type { Source } from "../wire.ts";
import type { Asker } from "./asker.ts";
export async function openEngine(_: Source) {
  const no = () => Promise.reject(new Error("no"));
  return { engine: new FakeEngine(), asker: { forward: no, layers: no, fields: no, step: no } as unknown as Asker };
}
