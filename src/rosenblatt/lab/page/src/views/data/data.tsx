/** The table: its columns, which are inputs, how rows are split, noise, and rows before and after preparation. */

import { count, listing, number, plain, share } from "../../draw/words.ts";
import type { Colours } from "../../palette.ts";
import type { Begin, Column, Setup } from "../../types.ts";
import { NumberField } from "../fields.tsx";
import { ClassMark } from "../answer/plane.tsx";
import { AsTable, type TableOf } from "../table.tsx";
import { preparedTable, rawTable } from "./preparation.ts";

export interface DataVerbs {
  noise(kind: "labels" | "places", share: number): void;
}

export interface DataProps {
  readonly begin: Begin;
  readonly setup: Setup;
  readonly colours: Colours;
  readonly verbs: DataVerbs;
}

export function Data({ begin, setup, colours, verbs }: DataProps) {
  const { meta } = begin;
  return (
    <div class="datapanel">
      <p class="note">{plain(meta.title)}</p>
      <Target begin={begin} colours={colours} />
      <Columns begin={begin} />
      <Parts begin={begin} />
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

/** Columns with type, range and missing values; of many the first, the rest as a table. */
function Columns({ begin }: { begin: Begin }) {
  const columns = begin.meta.columns.filter((column) => column.name !== begin.meta.task.target);
  const shown = columns.slice(0, 6);
  return (
    <section class="part">
      <h3>{count(columns.length, "column")} in, {count(begin.nInputs, "input")}</h3>
      <dl class="columns">
        {shown.map((column) => (
          <div key={column.name}>
            <dt>{plain(column.name)}</dt>
            <dd>{told(column)}</dd>
          </div>
        ))}
      </dl>
      <AsTable label={columns.length > shown.length ? `All ${columns.length} as a table` : "as a table"} table={() => columnTable(begin.meta.columns)} />
    </section>
  );
}

function told({ kind, low, high, missing }: Column): string {
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
