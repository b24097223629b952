// The timeline: the curve of the loss, on which every moment can be reached, and the branches of the course.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Across, type Axis, drawCurve, type Line, placeOf } from "../draw/curve.ts";
import { number } from "../draw/words.ts";
import { useWidth } from "../draw/width.ts";
import { WIDTH } from "../engine/history.ts";
import { curve, firstDifference, holding, marks } from "../engine/segments.ts";
import { DARK, LIGHT } from "../palette.ts";
import { begin, course, moment, shownBranch, theme, usable } from "../store.ts";
import { type Branch, HISTORY, type Position } from "../types.ts";
import { Fault } from "./fields.tsx";
import { type Lab, useLab } from "./lab.ts";
import { AsTable, type TableOf } from "./table.tsx";
import { momentInWords } from "./words.ts";

export function Timeline() {
  const lab = useLab();
  const [axis, setAxis] = useState<Axis>("linear");
  const branch = shownBranch.value;
  if (branch === null || moment.value === null) return null;
  return (
    <div class="timeline">
      <div class="over">
        <span class="axisname">loss</span>
        <Branches />
        <span class="push" />
        <button type="button" class="link" aria-label={`Scale of the epochs: ${axis}`} onClick={() => setAxis(axis === "linear" ? "log" : "linear")}>
          epochs {axis}
        </button>
        <AsTable table={() => historyTable(lab, branch)} />
      </div>
      <Curve axis={axis} />
      <Difference />
      {begin.value?.meta.run?.notes.map((sentence) => <p key={sentence} class="note">{sentence}</p>)}
    </div>
  );
}

function Curve({ axis }: { axis: Axis }) {
  const lab = useLab();
  const canvas = useRef<HTMLCanvasElement>(null);
  const where = useRef<Across | null>(null);
  const [width, setWidth] = useState(0);
  // Its height is asked for when it changes: a question at each picture would lay the page out at once.
  const height = useRef(0);
  useWidth(canvas, (wide) => {
    height.current = canvas.current?.clientHeight ?? 0;
    setWidth(wide);
  });
  const [now, branch] = [moment.value, shownBranch.value];
  const colours = theme.value === "dark" ? DARK : LIGHT;
  const lines = linesOf(lab);
  const run = begin.value?.recorded;
  useLayoutEffect(() => {
    if (canvas.current === null || width === 0 || now === null || branch === null) return;
    const shown = { lines, marks: marks(lab.driver.segment(branch)), snapshots: run?.places ?? [], at: now.recorded && run ? run.place(now.at) : now.at.epoch + (now.at.batch > 0 ? 0.5 : 0), exact: now.exact, axis, colours };
    where.current = drawCurve(canvas.current, width, height.current, shown);
  });
  const dragged = (event: PointerEvent): void => {
    if (where.current === null || !usable("rewind")) return;
    const frame = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const place = placeOf(where.current, event.clientX - frame.left);
    const epoch = { epoch: Math.min(Math.round(place), branch?.end.epoch ?? 0), batch: 0 };
    const goal = (branch && holding(lab.driver.segment(branch), epoch).recorded?.nearest(place)) ?? epoch;
    lab.driver.preview(goal);
    void lab.driver.seek(goal);
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    lab.player.pause();
    dragged(event);
  };
  return (
    <div class="curve-frame"><canvas
      ref={canvas}
      class="curve"
      role="slider"
      tabIndex={0}
      aria-label="Epoch"
      aria-valuemin={0}
      aria-valuemax={branch?.end.epoch ?? 0}
      aria-valuenow={now?.at.epoch ?? 0}
      aria-valuetext={now === null ? "" : momentInWords(now)}
      onPointerDown={down}
      onPointerMove={(event) => event.buttons === 1 && dragged(event)}
      onKeyDown={(event) => pages(event, lab, branch, now?.at ?? null)}
    /></div>
  );
}

/** A tenth of the course at once; the other keys are those of the whole page. */
function pages(event: KeyboardEvent, lab: Lab, branch: Branch | null, at: Position | null): void {
  const direction = event.key === "PageUp" ? 1 : event.key === "PageDown" ? -1 : 0;
  if (direction === 0 || branch === null || at === null || !usable("rewind")) return;
  event.preventDefault();
  lab.player.pause();
  const epoch = at.epoch + direction * Math.max(1, Math.round(branch.end.epoch / 10));
  void lab.driver.seek({ epoch: Math.min(Math.max(epoch, 0), branch.end.epoch), batch: 0 });
}

function linesOf({ driver }: Lab): Line[] {
  const { branches, shown, beside, former } = course.value;
  const line = (branch: Branch, style: Line["style"]): Line => ({ tip: driver.segment(branch), end: branch.end, letter: branch.letter, style });
  const named = (letter: string | null): Branch[] => branches.filter((branch) => branch.letter === letter);
  return [
    ...named(shown).map((branch) => line(branch, "shown")),
    ...named(beside).map((branch) => line(branch, "beside")),
    ...(former === null ? [] : [line(former, "former")]),
  ];
}

/** The branches as buttons: which is shown, which lies beside it, and those that a click makes. */
function Branches() {
  const { changes } = useLab();
  const { branches, shown, beside, former } = course.value;
  const locked = !usable("branches");
  return (
    <div class="branches" role="group" aria-label="Branches">
      {branches.map(({ letter, name }) => (
        <span key={letter} class={`chip ${letter === shown ? "shown" : letter === beside ? "beside" : ""}`}>
          <button type="button" aria-pressed={letter === shown} disabled={locked && letter !== shown} onClick={() => void changes.showBranch(letter)}>
            {branches.length > 1 && <Sample dashed={letter === beside} />}
            {letter} <span class="name">{name}</span>
          </button>
          {branches.length > 1 && letter !== shown && (
            <button type="button" class="quiet" aria-pressed={letter === beside} title={`Compare with ${letter}`} aria-label={`Compare with ${letter}`} onClick={() => changes.beside(letter === beside ? null : letter)}>
              ⇄
            </button>
          )}
          {branches.length > 1 && (
            <button type="button" class="quiet" title={`Delete ${letter}`} aria-label={`Delete branch ${letter}`} onClick={() => void changes.remove(letter)}>
              ×
            </button>
          )}
        </span>
      ))}
      {former !== null && <span class="chip former">grey: before the change</span>}
      <button type="button" class="link" disabled={locked} onClick={() => void changes.otherSeed()}>same start, other seed</button>
      <button type="button" class="link" disabled={locked} onClick={() => void changes.otherSettings()}>same weights, other settings</button>
      <Fault control="branches" />
    </div>
  );
}

function Sample({ dashed }: { dashed: boolean }) {
  return (
    <svg width="18" height="8" aria-hidden="true">
      <path d="M0 4H18" stroke="currentColor" stroke-width="2" stroke-dasharray={dashed ? "4 3" : undefined} />
    </svg>
  );
}

/** The first epoch at which the two branches that are compared differ. */
function Difference() {
  const { driver } = useLab();
  const { branches, shown, beside } = course.value;
  const [one, other] = [shown, beside].map((letter) => branches.find((branch) => branch.letter === letter));
  if (one === undefined || other === undefined) return null;
  const upTo = { epoch: Math.min(one.end.epoch, other.end.epoch), batch: 0 };
  const first = firstDifference(driver.segment(one), driver.segment(other), upTo);
  const text = first === null ? `${shown} and ${beside} are identical up to epoch ${number(upTo.epoch)}.`
    : first === 0 ? `${shown} and ${beside} start from different weights.`
    : `${shown} and ${beside} first differ at epoch ${number(first)}.`;
  return <p class="note">{text}</p>;
}

/** The history as a table; the rows are those of the curve. */
function historyTable({ driver }: Lab, branch: Branch): TableOf {
  const tip = driver.segment(branch);
  const columns = Array.from({ length: WIDTH - 1 }, (_, column) => curve(tip, branch.end, column).values);
  return {
    caption: `History of branch ${branch.letter}`,
    columns: HISTORY.slice(0, -1).map((name) => ({ name: name.replaceAll("_", " "), isNumber: true })),
    nRows: (columns[0] as number[]).length,
    row: (at) => columns.map((values) => (Number.isNaN(values[at]) ? "" : number(values[at] as number, 4))),
  };
}
