// What the page does as a whole: it opens tables, addresses and lessons, and holds the engine and the course.
import { batch, effect, signal } from "@preact/signals";
import * as address from "./address.ts";
import type { Asker } from "./engine/asker.ts";
import { Changes } from "./engine/changes.ts";
import { Driver } from "./engine/course.ts";
import type { Engine } from "./engine/engine.ts";
import { Player } from "./engine/playing.ts";
import { samplesOf } from "./engine/samples.ts";
import type { Lesson } from "./lesson.ts";
import * as store from "./store.ts";
import * as tutor from "./tutor.ts";
import type { Begin, Setup } from "./types.ts";
import { restricted } from "./views/data/inputs.ts";
import type { Lab, Stored } from "./views/lab.ts";
import { say } from "./views/live.tsx";
import { ask, RUN, type Source } from "./wire.ts";

/** Longest time that an address may train on opening. */
const OPENING = 5000;
const FIRST_TABLE = "xor";
/** What can be done with a run that the page does not train. */
const SHOWING = ["play", "epoch", "stop", "rewind", "speed"];

export class App implements Lab {
  readonly driver: Driver;
  readonly changes: Changes;
  readonly player: Player;
  readonly say = say;
  private opened: Begin | null = null;
  /** Tables that were dropped into this page. */
  private readonly added = signal<Source["tables"]>([]);

  constructor(
    readonly source: Source,
    engine: Engine,
    readonly asker: Asker,
    readonly lessons: readonly Lesson[],
  ) {
    this.driver = new Driver(engine, () => store.begin.value);
    this.player = new Player(this.driver, tutor.pauseAt);
    this.changes = new Changes(this.driver);
    store.served.value = source.served;
    effect(() => {
      if (tutor.pauseNow()) this.player.pause();
    });
  }

  get tables(): Source["tables"] {
    const { run, tables } = this.source;
    return [...(run === undefined ? [] : [{ name: RUN, title: `Run ${run}` }]), ...this.added.value, ...tables];
  }

  /** Let the server read a file, and open it. */
  async addTable(file: File): Promise<void> {
    await this.guarded("table", async () => {
      const { name } = (await (await ask(`api/tables?name=${encodeURIComponent(file.name)}`, file)).json()) as { name: string };
      this.added.value = [{ name, title: name }, ...this.added.value.filter((each) => each.name !== name)];
      const begin = await this.source.begin(name);
      tutor.close();
      await this.begin(begin, address.setupOf(begin));
    });
  }

  /** Begin again with other settings of the data, which the server prepares; the network stays, unless its outputs change. */
  async reopen(changes: Readonly<Record<string, unknown>>): Promise<void> {
    const [table, setup] = [store.begin.value, store.setup.value];
    if (table === null || setup === null) return;
    await this.guarded("data", async () => {
      const begin = await this.source.begin(table.meta.table, { ...table.meta.settings, ...changes });
      const own = address.setupOf(begin);
      await this.begin(begin, "target" in changes ? own : { ...setup, points: null });
    });
  }

  /** Open what an address says; without one the first table, stopped at epoch 0. */
  async openAddress(fragment: string): Promise<readonly string[]> {
    const run = address.tableOf(fragment, RUN);
    const name = run !== null && run === this.source.run ? RUN : (address.tableOf(fragment) ?? run ?? FIRST_TABLE);
    const known = this.tables.some((each) => each.name === name) ? name : FIRST_TABLE;
    const [begin, refusal] = await this.source.begin(known).then(
      (found) => [found, ""] as const,
      async (error: Error) => [await this.source.begin(FIRST_TABLE), `${error.message}. XOR is open.`] as const,
    );
    const read = address.readAddress(fragment, begin);
    await this.begin(begin, read.setup ?? address.setupOf(begin));
    const lesson = this.lessons.find((each) => each.title === read.lesson);
    if (lesson !== undefined) await this.openLesson(lesson.title);
    store.selection.value = address.selectionOf(read.show ?? "", store.shape.value?.sizes ?? [], begin.nRows);
    if (read.at.epoch > 0 || read.at.batch > 0) await (begin.recorded ? this.driver.seek(read.at) : this.trainTo(read.at.epoch, read.at.batch));
    if (refusal !== "") return [refusal, ...read.sentences];
    return known === name ? read.sentences : [`In the address, there is no table called ${name.slice(0, 40)}: XOR is open.`, ...read.sentences];
  }

  /** Train to a moment as an address asks for it: at most five seconds, and Pause ends it. */
  private async trainTo(epoch: number, batches: number): Promise<void> {
    const before = store.speed.value;
    const timer = setTimeout(() => this.player.pause(), OPENING);
    store.speed.value = 6;
    await this.player.play(epoch);
    clearTimeout(timer);
    store.speed.value = before;
    for (let batch = 0; batch < batches && store.moment.value?.at.epoch === epoch; batch++) await this.player.forward("batch");
  }

  /** Open a table; the course before it is gone. */
  async open(table: string): Promise<void> {
    await this.guarded("table", async () => {
      const begin = await this.source.begin(table);
      tutor.close();
      await this.begin(begin, address.setupOf(begin));
    });
  }

  async openLesson(title: string): Promise<void> {
    const lesson = this.lessons.find((each) => each.title === title);
    if (lesson === undefined) return tutor.close();
    await this.guarded("lesson", async () => {
      const begin = await this.source.begin(String(lesson.setup["table"]));
      await this.begin(begin, tutor.lessonSetup(lesson, begin));
      tutor.open(lesson);
    });
  }

  async stored(): Promise<Stored | null> {
    const { parts, open } = this.source;
    if (!parts.includes("answers") || address.tableOf(open) !== store.begin.value?.meta.table) return null;
    return JSON.parse(new TextDecoder().decode(await this.source.part("answers"))) as Stored;
  }

  /** The table that is open with all its inputs. */
  whole(): Begin | null {
    return this.opened;
  }

  /** Begin again with the inputs of these columns alone. */
  async useColumns(columns: readonly string[]): Promise<void> {
    const [whole, setup] = [this.opened, store.setup.value];
    if (whole === null || setup === null) return;
    // Another network than the one of a run is trained from its seed.
    const { recorded: _, ...table } = restricted(whole, columns);
    await this.guarded("inputs", () => this.begin({ ...table, meta: { ...table.meta, run: undefined } }, { ...setup, points: null }, whole));
  }

  private async begin(begin: Begin, setup: Setup, whole = begin): Promise<void> {
    samplesOf(begin, setup);
    await this.driver.stop();
    this.opened = whole;
    batch(() => {
      store.playing.value = false;
      store.begin.value = begin;
      store.setup.value = setup;
      store.selection.value = { kind: "nothing" };
      store.moment.value = null;
      store.course.value = { branches: [], shown: "A", beside: null, former: null };
      store.faults.value = {};
    });
    store.forget();
    store.allowed.value = begin.meta.run?.trained === false ? new Set(SHOWING) : null;
    await (begin.recorded ? this.driver.open(begin.recorded, setup) : this.driver.start(setup));
  }

  /** Do something whose refusal is shown at a control; the former state stays. */
  private async guarded(control: string, work: () => Promise<void>): Promise<void> {
    store.fault(control, "");
    try {
      await work();
    } catch (error) {
      store.fault(control, error instanceof Error ? error.message : String(error));
    }
  }
}
