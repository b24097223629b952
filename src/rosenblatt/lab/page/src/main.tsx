// The page: its regions and what stands in them.
import { batch, effect } from "@preact/signals";
import { render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { App } from "./app.ts";
import { openEngine } from "./engine/open.ts";
import { listen } from "./keys.ts";
import { lessonsOf } from "./lessons.ts";
import { drawer, fault, faults, more, playing, selection, sheet, tab, theme } from "./store.ts";
import { lesson } from "./tutor.ts";
import { AnswerRegion } from "./views/answer/region.tsx";
import { AskRegion } from "./views/ask/region.tsx";
import { Bar } from "./views/bar.tsx";
import { DataRegion } from "./views/data/region.tsx";
import { HelpDialog } from "./views/help.tsx";
import { LabContext } from "./views/lab.ts";
import { LessonPanel } from "./views/lesson.tsx";
import { Live } from "./views/live.tsx";
import { NetworkRegion } from "./views/network/region.tsx";
import { Region } from "./views/region.tsx";
import { showTake, TakeDialog } from "./views/takeaway.tsx";
import { Timeline } from "./views/timeline.tsx";
import { TopBar } from "./views/top.tsx";
import { source } from "./wire.ts";

function Page({ app, notices }: { app: App; notices: readonly string[] }) {
  const [help, take] = [useRef<HTMLDialogElement>(null), useRef<HTMLDialogElement>(null)];
  const showHelp = (): void => help.current?.showModal();
  useEffect(() => {
    listen(app, showHelp);
    document.getElementById("play")?.focus();
  }, []);
  return (
    <LabContext.Provider value={app}>
      <TopBar help={showHelp} take={() => showTake(take.current)} />
      <Notices sentences={notices} />
      <main class="lab" data-lesson={lesson.value !== null} data-tab={tab.value} data-drawer={drawer.value} data-more={more.value} data-sheet={sheet.value}>
        <LessonPanel />
        <Region name="data" title="Data"><DataRegion /></Region>
        <Region name="network" title="Network"><NetworkRegion /></Region>
        <Region name="answer" title="Answer"><AnswerRegion /></Region>
        <Tabs />
        <Region name="train" title="Training"><Bar /><Timeline /></Region>
        <Region name="ask" title="Ask" sheet={sheet}><AskRegion /></Region>
      </main>
      <HelpDialog dialog={help} />
      <TakeDialog dialog={take} />
      <Live />
    </LabContext.Provider>
  );
}

/** What was not understood in the address, and what could not be opened. */
function Notices({ sentences }: { sentences: readonly string[] }) {
  const all = [...sentences, ...["table", "lesson"].flatMap((control) => faults.value[control] ?? [])];
  if (all.length === 0) return null;
  return <div class="notices" role="alert">{all.map((sentence) => <p key={sentence}>{sentence}</p>)}</div>;
}

/** Which region a phone shows under the answer. */
function Tabs() {
  return (
    <nav class="tabs" aria-label="Regions">
      {(["data", "network", "ask"] as const).map((name) => (
        <button key={name} type="button" aria-pressed={tab.value === name} onClick={() => (tab.value = name)}>
          {name[0]?.toUpperCase() + name.slice(1)}
        </button>
      ))}
    </nav>
  );
}

/** What is selected opens the questions about it, where they are a sheet or a tab. */
function answer(): void {
  effect(() => {
    if (selection.value.kind === "nothing") return;
    sheet.value = true;
    // A part of the network stays in view, and is asked about from there.
    if (["sample", "place"].includes(selection.value.kind)) tab.value = "ask";
  });
}

function follow(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  theme.value = dark.matches ? "dark" : "light";
  dark.addEventListener("change", () => (theme.value = dark.matches ? "dark" : "light"));
  effect(() => void (document.documentElement.dataset["theme"] = theme.value));
}

async function start(place: HTMLElement): Promise<void> {
  follow();
  answer();
  const late = setTimeout(() => (place.textContent = "The lab is loading."), 300);
  try {
    if (typeof WebAssembly === "undefined") throw new Error("WebAssembly is missing");
    const from = await source();
    const { engine, asker } = await openEngine(from);
    const notices: string[] = [];
    const app = new App(from, engine, asker, await lessonsOf(from, (sentence) => notices.push(sentence)));
    notices.push(...(await app.openAddress(location.hash || from.open)));
    clearTimeout(late);
    place.textContent = "";
    render(<Page app={app} notices={notices} />, place);
  } catch (error) {
    clearTimeout(late);
    render(<Broken error={error} />, place);
  }
}

/** Without an engine there is nothing to show but why, and a new start. */
function Broken({ error }: { error: unknown }) {
  const lacks = typeof WebAssembly === "undefined";
  return (
    <main class="broken">
      <h1>Rosenblatt lab</h1>
      <p>{lacks ? "This browser has no WebAssembly, with which the lab trains: use a newer browser, or allow WebAssembly." : `The lab did not start: ${error instanceof Error ? error.message : String(error)}`}</p>
      <button type="button" onClick={() => location.reload()}>Start again</button>
    </main>
  );
}

/** An order that the engine refuses is shown at the training; the former state stays. */
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  batch(() => {
    playing.value = false;
    fault("training", event.reason instanceof Error ? event.reason.message : String(event.reason));
  });
});

const place = document.getElementById("lab");
if (place !== null) void start(place);
