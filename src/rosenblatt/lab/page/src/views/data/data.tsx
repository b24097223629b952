/** The table: its columns, which are inputs, how rows are split, noise, and rows before and after preparation. */

import { count, listing, number, plain, share } from "../../draw/words.ts";
import type { Colours } from "../../palette.ts";
import type { Begin, Column, Setup } from "../../types.ts";
import { served, usable } from "../../store.ts";
import { Fault, NumberField } from "../fields.tsx";
import { ClassMark } from "../answer/plane.tsx";
import { AsTable, type TableOf } from "../table.tsx";
import { inputColumns } from "./inputs.ts";
import { OpenFile, Preparing } from "./served.tsx";
import { preparedTable, rawTable } from "./preparation.ts";

export interface DataVerbs {
  /** Use the inputs of these columns alone. */
  use(columns: readonly string[]): void;
  noise(kind: "labels" | "places", share: number): void;
}

export interface DataProps {
  readonly begin: Begin;
  /** The table with all its inputs. */
  readonly whole: Begin;
  readonly setup: Setup;
  readonly colours: Colours;
  readonly verbs: DataVerbs;
}

export function Data({ begin, whole, setup, colours, verbs }: DataProps) {
  const { meta } = begin;
  return (
    <div class="datapanel">
      {served.value && <OpenFile />}
      <p class="note">{plain(meta.title)}</p>
      <Target begin={begin} colours={colours} />
      <Columns begin={begin} whole={whole} verbs={verbs} />
      <Parts begin={begin} />
      {served.value && <Preparing />}
      <Noise setup={setup} classes={meta.task.kind === "classes"} verbs={verbs} />
      <Preparation begin={begin} />
    </div>
  );
}

function Target({ begin, colours }: { begin: Begin; colours: Colours }) {
  const { task } = begin.meta;
  return (
    <section class="part">
      <h3>Predicted: {plain(task.target)}</h3>
      {task.kind === "classes" ? (
        <ul class="legend">
          {task.classes.map((name, which) => (
            <li key={name}>
              <ClassMark which={which} colours={colours} /> {plain(name)}
            </li>
          ))}
        </ul>
      ) : (
        <p class="note">a number</p>
      )}
    </section>
  );
}

const MOST_COLUMNS = 6;

/** Columns with type, range and missing values, each an input or not; of many the others are folded. */
function Columns({ begin, whole, verbs }: { begin: Begin; whole: Begin; verbs: DataVerbs }) {
  const columns = whole.meta.columns.filter((column) => column.name !== whole.meta.task.target);
  const used = new Set(inputColumns(begin));
  const possible = new Set(inputColumns(whole));
  const turn = (name: string, on: boolean) => verbs.use([...possible].filter((each) => (each === name ? on : used.has(each))));
  const each = (column: Column) => (
    <ColumnLine key={column.name} column={column} used={used.has(column.name)} fixed={!usable("inputs") || !possible.has(column.name) || (used.size === 1 && used.has(column.name))} turn={turn} />
  );
  return (
    <section class="part">
      <h3>{count(begin.nInputs, "input")}</h3>
      <ul class="columns">{columns.slice(0, MOST_COLUMNS).map(each)}</ul>
      {columns.length > MOST_COLUMNS && (
        <details>
          <summary>{columns.length - MOST_COLUMNS} more columns</summary>
          <ul class="columns">{columns.slice(MOST_COLUMNS).map(each)}</ul>
        </details>
      )}
      <Fault control="inputs" />
      <AsTable table={() => columnTable(whole.meta.columns)} />
    </section>
  );
}

function ColumnLine({ column, used, fixed, turn }: { column: Column; used: boolean; fixed: boolean; turn: (name: string, on: boolean) => void }) {
  return (
    <li>
      <label>
        <input type="checkbox" checked={used} disabled={fixed} onChange={(event) => turn(column.name, event.currentTarget.checked)} />
        <span>{plain(column.name)}</span>
      </label>
      <span class="range">{rangeOf(column)}</span>
    </li>
  );
}

function rangeOf({ kind, low, high, missing }: Column): string {
  const range = low === null || high === null ? kind : `${number(low)} to ${number(high)}`;
  return missing > 0 ? `${range}, ${missing} missing` : range;
}

function columnTable(columns: readonly Column[]): TableOf {
  const names = ["column", "type", "minimum", "maximum", "missing", "examples"];
  return {
    caption: "Columns of the table",
    columns: names.map((name, at) => ({ name, isNumber: at >= 2 && at <= 4 })),
    nRows: columns.length,
    row: (at) => {
      const { name, kind, low, high, missing, examples } = columns[at] as Column;
      return [name, kind, low === null ? "" : number(low), high === null ? "" : number(high), number(missing), listing(examples)];
    },
  };
}

/** How many rows are trained on and held out. */
function Parts({ begin }: { begin: Begin }) {
  const of = (part: number) => begin.heldOut.reduce((sum, each) => sum + Number(each === part), 0);
  const [training, test, validation] = [of(0), of(1), of(2)];
  return (
    <section class="part">
      <h3>{count(begin.nRows, "row")}</h3>
      <p class="note">
        {training === begin.nRows ? "All are trained on; none is held out." : `${count(training, "row")} to train on, ${number(test)} held out (${share(test, begin.nRows)})`}
        {validation > 0 && `, ${number(validation)} for early stopping`}
      </p>
    </section>
  );
}

function Noise({ setup, classes, verbs }: { setup: Setup; classes: boolean; verbs: DataVerbs }) {
  return (
    <section class="part">
      {classes && (
        <NumberField control="label noise" label="Label noise %" value={100 * setup.noise.labels} low={0} high={100}
          hint="The share of samples whose class is changed" set={(value) => value !== null && verbs.noise("labels", value / 100)} />
      )}
      <NumberField control="place noise" label="Place noise %" value={100 * setup.noise.places} low={0} high={100}
        hint="How far samples are moved, in percent of the range" set={(value) => value !== null && verbs.noise("places", value / 100)} />
    </section>
  );
}

/** The first rows as the table has them, and beside them as the network reads them. */
function Preparation({ begin }: { begin: Begin }) {
  return <AsTable label="Rows before and after preparation" table={() => rawTable(begin)} beside={() => preparedTable(begin)} />;
}
