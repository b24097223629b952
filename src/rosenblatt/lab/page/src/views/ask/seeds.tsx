/** How many of 200 seeds solve it: trained in the page one after the other, drawn as they come, stoppable. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Context, place, sheet } from "../../draw/canvas.ts";
import { tickTexts, ticks } from "../../draw/ticks.ts";
import { useWidth } from "../../draw/width.ts";
import { count, number, share } from "../../draw/words.ts";
import { type Colours, DARK, LIGHT } from "../../palette.ts";
import { setup, theme } from "../../store.ts";
import type { Begin } from "../../types.ts";
import { samples } from "../answer/axes.ts";
import { useLab } from "../lab.ts";
import { AsTable, type TableOf } from "../table.tsx";
import type { SeedResult } from "../../engine/engine.ts";

export const N_SEEDS = 200;
/** Epochs of each training at most, so that 200 of them are done while one watches. */
export const MOST_EPOCHS = 2000;

export interface Found {
  readonly results: readonly SeedResult[];
  readonly running: boolean;
  readonly wrong: string;
}

const NOTHING: Found = { results: [], running: false, wrong: "" };

export function Seeds() {
  const { asker } = useLab();
  const [found, setFound] = useState<Found>(NOTHING);
  const [shown, chosen] = [samples.value, setup.value];
  useEffect(() => () => asker.haltSeeds(), []);
  if (shown === null || chosen === null) return null;
  const epochs = Math.min(chosen.plan.max_iter, MOST_EPOCHS);
  const run = async () => {
    const results: SeedResult[] = [];
    setFound({ results, running: true, wrong: "" });
    const see = (result: SeedResult) => {
      results.push(result);
      setFound({ results: [...results], running: true, wrong: "" });
    };
    const wrong = await asker.seeds(shown, chosen, { first: 0, seeds: N_SEEDS, epochs, goal: 1 }, see).then(() => "", (error: Error) => error.message);
    setFound({ results: [...results], running: false, wrong });
  };
  return <SeedsView found={found} nSeeds={N_SEEDS} shown={shown} epochs={epochs} run={() => void run()} stop={() => asker.haltSeeds()} />;
}

interface ViewProps {
  readonly found: Found;
  readonly nSeeds: number;
  readonly shown: Begin;
  readonly epochs: number;
  readonly run: () => void;
  readonly stop: () => void;
}

export function SeedsView({ found, nSeeds, shown, epochs, run, stop }: ViewProps) {
  const { results, running, wrong } = found;
  return (
    <section class="seeds">
      <p class="under">
        {running ? <button onClick={stop}>Stop</button> : <button onClick={run}>{results.length > 0 ? "Train them again" : `Train ${nSeeds} seeds`}</button>}
        <span class="note">At most {count(epochs, "epoch")} each, in this page.</span>
        {results.length > 0 && <AsTable table={() => seedsTable(results, shown)} />}
      </p>
      {wrong !== "" && <p class="fault" role="alert">{wrong}</p>}
      {results.length > 0 && (
        <>
          <p class="result" role={running ? undefined : "status"}>
            <strong>{verdict(results, shown)}</strong>
          </p>
          <Spread results={results} shown={shown} />
        </>
      )}
    </section>
  );
}

/** "13 of 20 seeds solve it (65%)"; of numbers the range of the loss. */
export function verdict(results: readonly SeedResult[], shown: Begin): string {
  const of = count(results.length, "seed");
  if (shown.meta.task.kind === "numbers") {
    const losses = results.map(({ loss }) => loss).filter(Number.isFinite);
    return `After ${of} the loss is ${number(Math.min(...losses))} to ${number(Math.max(...losses))}.`;
  }
  const solved = results.filter(({ solved }) => solved).length;
  const verb = solved === 1 ? "solves" : "solve";
  return `${number(solved)} of ${of} ${verb} it (${share(solved, results.length)}): all ${count(trainedRows(shown), "sample")} right.`;
}

function trainedRows(shown: Begin): number {
  return shown.heldOut.reduce((sum, each) => sum + Number(each === 0), 0);
}

function rightOf({ score }: SeedResult, shown: Begin): number {
  return Math.round(score * trainedRows(shown));
}

/** What is spread: the number of samples that are right, or of numbers the loss. */
function spreadOf(results: readonly SeedResult[], shown: Begin): number[] {
  return results.map((each) => (shown.meta.task.kind === "numbers" ? each.loss : rightOf(each, shown))).filter(Number.isFinite);
}

const HEIGHT = 150;

/** A dot for each seed, stacked over what it reached. */
function Spread({ results, shown }: { results: readonly SeedResult[]; shown: Begin }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  useWidth(canvas, setWidth);
  const colours = theme.value === "dark" ? DARK : LIGHT;
  useLayoutEffect(() => {
    if (canvas.current && width > 0) sheet(canvas.current, width, HEIGHT, (context) => drawSpread(context, width, results, shown, colours));
  });
  return <canvas ref={canvas} class="spread" role="img" aria-label={verdict(results, shown)} style={{ height: `${HEIGHT}px` }} />;
}

function drawSpread(context: Context, width: number, results: readonly SeedResult[], shown: Begin, colours: Colours): void {
  const values = spreadOf(results, shown);
  const isNumber = shown.meta.task.kind === "numbers";
  const low = isNumber ? Math.min(...values) : 0;
  const high = isNumber ? Math.max(...values) : trainedRows(shown);
  const axis = { low, high: high > low ? high : low + 1, from: 20, to: width - 20 };
  const nBins = isNumber || high > 40 ? 40 : high + 1;
  const counts = new Map<number, number>();
  const bin = (value: number) => Math.round(((value - axis.low) / (axis.high - axis.low)) * (nBins - 1));
  for (const value of values) counts.set(bin(value), (counts.get(bin(value)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const wide = Math.min(26, (0.8 * (axis.to - axis.from)) / Math.max(1, nBins - 1));
  context.textAlign = "center";
  for (const [at, n] of counts) {
    const x = axis.from + ((axis.to - axis.from) * at) / Math.max(1, nBins - 1);
    const tall = ((HEIGHT - 52) * n) / most;
    const solved = !isNumber && at === nBins - 1;
    context.fillStyle = solved ? colours.INK : colours.RULE;
    context.fillRect(x - wide / 2, HEIGHT - 34 - tall, wide, tall);
    context.fillStyle = colours.INK;
    if (wide >= 16) context.fillText(number(n), x, HEIGHT - 40 - tall);
  }
  context.fillStyle = colours.MUTED;
  const marks = ticks(axis.low, axis.high, 6, !isNumber);
  tickTexts(marks).forEach((text, at) => context.fillText(text, place(axis, marks[at] ?? 0), HEIGHT - 18));
  context.fillText(isNumber ? "loss" : "samples right", width / 2, HEIGHT - 3);
}

function seedsTable(results: readonly SeedResult[], shown: Begin): TableOf {
  const isNumber = shown.meta.task.kind === "numbers";
  return {
    caption: verdict(results, shown),
    columns: ["seed", "epochs", "loss", isNumber ? "score" : "samples right", "ended by"].map((name, at) => ({ name, isNumber: at < 4 })),
    nRows: results.length,
    row: (at) => {
      const result = results[at] as SeedResult;
      const score = isNumber ? number(result.score) : `${number(rightOf(result, shown))} of ${number(trainedRows(shown))}`;
      return [number(result.seed), number(result.epochs), number(result.loss, 4), score, result.stop || "most epochs"];
    },
  };
}
