// What reaches the page: begin documents (the safetensors layout), parts that a single file embeds, answers of a server.
import { type FetchState, Recorded } from "./engine/recorded.ts";
import type { Begin, BeginMeta, Input, PlanSettings } from "./types.ts";

export const VERSION = 1;
/** What the list of tables calls the run that was opened. */
export const RUN = "run";
const MOST_HEADER = 2 ** 24;

// ---- Named arrays and metadata ------------------------------------------------------------------------------------

const KINDS = { F64: Float64Array, F32: Float32Array, I32: Int32Array, U32: Uint32Array, U8: Uint8Array } as const;
type Numbers = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

interface Layout {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

export interface Tensors {
  readonly meta: unknown;
  readonly arrays: ReadonlyMap<string, { values: Numbers; shape: readonly number[] }>;
}

/** Read arrays and metadata; an Error says what is wrong with the bytes. */
export function tensors(bytes: Uint8Array): Tensors {
  if (bytes.length < 8) throw new Error("the document ends before its header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = Number(view.getBigUint64(0, true));
  if (size > MOST_HEADER || 8 + size > bytes.length) throw new Error("the document ends before its header");
  const header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + size))) as Record<string, unknown>;
  const { __metadata__: outer, ...layouts } = header as Record<string, Layout> & { __metadata__?: Record<string, string> };
  const arrays = new Map(Object.entries(layouts).map(([name, layout]) => [name, array(name, layout as Layout, bytes.subarray(8 + size))]));
  return { meta: JSON.parse(outer?.["rosenblatt"] ?? "null"), arrays };
}

function array(name: string, layout: Layout, data: Uint8Array): { values: Numbers; shape: readonly number[] } {
  const Kind = KINDS[layout.dtype as keyof typeof KINDS];
  if (Kind === undefined) throw new Error(`the array ${name} has the type ${layout.dtype}, which the page does not read`);
  const [from, to] = layout.data_offsets;
  const count = layout.shape.reduce((product, each) => product * each, 1);
  if (to - from !== count * Kind.BYTES_PER_ELEMENT || from < 0 || to > data.length) {
    throw new Error(`the array ${name} does not have the size that its shape says`);
  }
  // A copy is aligned, whatever the length of the header.
  return { values: new Kind(data.slice(from, to).buffer), shape: layout.shape };
}

/** Write arrays of float64 and metadata in the same layout. */
export function packed(meta: unknown, arrays: Readonly<Record<string, { values: Float64Array; shape: readonly number[] }>>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { rosenblatt: JSON.stringify(meta) } };
  let at = 0;
  for (const [name, { values, shape }] of Object.entries(arrays)) {
    header[name] = { dtype: "F64", shape, data_offsets: [at, (at += values.byteLength)] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + at);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let place = 8 + text.length;
  for (const { values } of Object.values(arrays)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), place);
    place += values.byteLength;
  }
  return bytes;
}

/** Read a begin document. */
export function beginOf(bytes: Uint8Array): Begin {
  const { meta: raw, arrays } = tensors(bytes);
  const meta = raw as BeginMeta;
  if (meta?.lab !== VERSION) throw new Error(`the document has version ${String(meta?.lab)}, this page reads ${VERSION}: reload the page`);
  const given = <T extends Numbers>(name: string): T => {
    const found = arrays.get(name);
    if (found === undefined) throw new Error(`the document lacks the array ${name}`);
    return found.values as T;
  };
  const [nRows = 0, nInputs = 0] = (arrays.get("X") ?? arrays.get("raw"))?.shape ?? [];
  return {
    meta: { ...meta, plan: planOf(meta.plan) },
    X: arrays.has("X") ? given<Float64Array>("X") : prepared(given<Float64Array>("raw"), meta.inputs),
    y: given<Int32Array | Float64Array>("y"),
    heldOut: given<Uint8Array>("held_out"),
    row: given<Int32Array>("row"),
    parameters: given<Float64Array>("parameters"),
    randomKey: (arrays.get("random_key")?.values as Uint32Array | undefined) ?? null,
    components: arrays.get("components")?.values as Float64Array | undefined,
    shares: arrays.get("shares")?.values as Float64Array | undefined,
    nRows,
    nInputs,
    ...(meta.run && { recorded: new Recorded({ meta, arrays }, meta.run, fetchState) }),
  };
}

const fetchState: FetchState = async (number) => tensors(new Uint8Array(await (await ask(`api/run/state/${number}`)).arrayBuffer()));

/** Values in their units as the network reads them: Python's own subtraction and division, so bit-for-bit identical. */
function prepared(raw: Float64Array, inputs: readonly Input[]): Float64Array {
  return raw.map((value, place) => {
    const { mean, scale } = inputs[place % inputs.length] as Input;
    return (value - mean) / scale;
  });
}

/** A plan whose infinite numbers are texts, as JSON has none. */
export function planOf(plan: PlanSettings): PlanSettings {
  const values = Object.entries(plan).map(([name, value]) => [name, value === "inf" ? Infinity : value]);
  return Object.fromEntries(values) as unknown as PlanSettings;
}

// ---- Where they come from -----------------------------------------------------------------------------------------

export interface Offered {
  readonly name: string;
  readonly title: string;
  readonly command?: string;
}

/** The page's surroundings: a single file that embeds everything, or a server. */
export interface Source {
  readonly served: boolean;
  readonly tables: readonly Offered[];
  /** The fragment to open with, if the address has none. */
  readonly open: string;
  /** The name of the run that was opened. */
  readonly run?: string | undefined;
  /** Names of the parts that a file embeds. */
  readonly parts: readonly string[];
  part(name: string): Promise<Uint8Array>;
  begin(name: string, settings?: Readonly<Record<string, unknown>>): Promise<Begin>;
}

interface Embedded {
  readonly lab: number;
  readonly open?: string;
  readonly run?: string;
  readonly tables?: readonly Offered[];
  readonly parts: Readonly<Record<string, readonly [number, number]>>;
  readonly data: string;
}

export async function source(): Promise<Source> {
  const element = document.getElementById("embedded");
  return element === null ? await served() : await embedded(JSON.parse(element.textContent ?? "") as Embedded);
}

async function embedded(values: Embedded): Promise<Source> {
  const packed = Uint8Array.from(atob(values.data), (letter) => letter.charCodeAt(0));
  const whole = new Uint8Array(await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
  const part = async (name: string): Promise<Uint8Array> => {
    const place = values.parts[name];
    if (place === undefined) throw new Error(missing(name, values.tables ?? []));
    return whole.slice(...place);
  };
  return {
    served: false,
    tables: values.tables ?? [],
    run: values.run,
    open: values.open ?? "",
    parts: Object.keys(values.parts),
    part,
    begin: async (name) => beginOf(await part(name === RUN ? RUN : `tables/${name}`)),
  };
}

function missing(name: string, tables: readonly Offered[]): string {
  const command = tables.find((each) => `tables/${each.name}` === name)?.command;
  return command === undefined ? `this file does not contain ${name}` : `this file does not contain the table: run ${command}`;
}

async function served(): Promise<Source> {
  const answer = (await json("api/tables")) as { tables: readonly Offered[]; open?: string; run?: string; parts?: readonly string[] };
  return {
    served: true,
    tables: answer.tables,
    run: answer.run,
    open: answer.open ?? "",
    parts: answer.parts ?? [],
    part: async (name) => new Uint8Array(await (await ask(`static/${name}`)).arrayBuffer()),
    begin: async (name, settings) => {
      const answered = name === RUN ? await ask("api/run") : await ask("api/begin", settings === undefined ? { table: name } : { table: name, settings });
      return beginOf(new Uint8Array(await answered.arrayBuffer()));
    },
  };
}

/** The name of this tab, which keeps the tables that were dropped into it. */
const TAB = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Ask the server, with JSON or with bytes; an Error has the library's sentence. */
export async function ask(path: string, body?: unknown): Promise<Response> {
  const bytes = body instanceof Uint8Array || body instanceof Blob;
  const headers = { "X-Rosenblatt-Lab": "1", "X-Rosenblatt-Lab-Tab": TAB, "Content-Type": bytes ? "application/octet-stream" : "application/json" };
  const options: RequestInit = { credentials: "same-origin", cache: "no-store", headers };
  const sent = { ...options, method: "POST", body: bytes ? (body as BodyInit) : JSON.stringify(body) };
  const answer = await fetch(path, body === undefined ? options : sent).catch(() => null);
  if (answer === null) throw new Error("the server does not answer: start it again with rosenblatt lab, and reload the page");
  if (!answer.ok) throw new Error(await refusal(answer));
  return answer;
}

async function refusal(answer: Response): Promise<string> {
  const text = await answer.text();
  try {
    return String((JSON.parse(text) as { error: string }).error);
  } catch {
    return text === "" ? `the server refuses (${answer.status}): open the link that rosenblatt lab printed` : text;
  }
}

export const json = async (path: string, body?: unknown): Promise<unknown> => (await ask(path, body)).json();

// ---- The two workers ------------------------------------------------------------------------------------------------

/** What a worker does; its name says it. */
export type WorkerName = "trainer" | "painter";

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): string };
}

/** The one policy of the page admits the addresses of its two workers, and nothing else. */
const admitted = new Set<string>();
let policy: { createScriptURL(address: string): string } | null = null;

function trusted(address: string): string {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  if (policies === undefined) return address;
  policy ??= policies.createPolicy("lab", {
    createScriptURL: (given) => {
      if (!admitted.has(given)) throw new TypeError(`not an address of the lab's workers: ${given}`);
      return given;
    },
  });
  return policy.createScriptURL(address);
}

const WORKER = "worker.js";

/** Start a worker: from the server, or from the bytes in this file. */
export async function startWorker(name: WorkerName, from: Source): Promise<Worker> {
  const bytes = from.served ? null : await from.part(WORKER);
  const address = bytes === null ? `static/${WORKER}` : URL.createObjectURL(new Blob([bytes as BlobPart], { type: "text/javascript" }));
  admitted.add(address);
  return new Worker(trusted(address), { name });
}
