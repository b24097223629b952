/** The confusion matrix, and the predictions with mistakes first. */

import { useState } from "preact/hooks";
import { brief, count, fixed, number, plain } from "../../draw/words.ts";
import type { Begin } from "../../types.ts";
import { AsTable, type TableOf } from "../table.tsx";
import { targetText } from "../data/preparation.ts";
import { type Answers, confusion, isIn, mistakesFirst, type Part } from "./scores.ts";

/** With more classes the matrix is only offered as a table. */
const MOST_CLASSES = 12;
const MOST_INPUTS = 6;

export interface PredictionsProps {
  readonly begin: Begin;
  readonly answers: Answers;
  /** Select a row. */
  readonly choose: (row: number) => void;
}

/** Samples by true and predicted class; what is right lies on the diagonal. */
export function Confusion({ begin, answers }: PredictionsProps) {
  const [part, setPart] = useState<Part>("all");
  const { classes } = begin.meta.task;
  const counts = confusion(begin, answers, part);
  const most = Math.max(1, ...counts.flat());
  const hasHeldOut = begin.heldOut.some((each) => each !== 0);
  return (
    <div class="confusion">
      {hasHeldOut && <Parts part={part} choose={setPart} />}
      {classes.length <= MOST_CLASSES && (
        <table aria-label="Confusion matrix">
          <thead>
            <tr>
              <td />
              {classes.map((name) => (
                <th key={name} scope="col" class="number">{brief(name, 12)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.map((line, truth) => (
              <tr key={classes[truth]}>
                <th scope="row">{brief(classes[truth], 16)}</th>
                {line.map((n, predicted) => (
                  <td key={classes[predicted]} class={`number ${n === 0 ? "none" : truth === predicted ? "right" : "wrong"}`} style={{ "--share": String(n / most) }}>
                    {number(n)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="note">Rows: the true class. Columns: the predicted one.</p>
    </div>
  );
}

function Parts({ part, choose }: { part: Part; choose: (part: Part) => void }) {
  return (
    <div class="tools" role="group" aria-label="Rows that are counted">
      {(["all", "trained on", "held out"] as const).map((each) => (
        <button key={each} aria-pressed={part === each} onClick={() => choose(each)}>
          {each}
        </button>
      ))}
    </div>
  );
}

/** A button that opens all predictions, mistakes first; a row's button asks about it. */
export function Predictions({ begin, answers, choose }: PredictionsProps) {
  const wrong = answers.mistaken.reduce((sum, each) => sum + each, 0);
  const label = begin.meta.task.kind === "numbers" ? "Predictions, farthest off first" : wrong > 0 ? `Predictions, ${count(wrong, "mistake")} first` : "Predictions";
  return <AsTable label={label} table={() => predictionTable(begin, answers, choose)} />;
}

function predictionTable(begin: Begin, answers: Answers, choose: (row: number) => void): TableOf {
  const { meta, X, nInputs } = begin;
  const order = mistakesFirst(begin, answers);
  const isNumber = meta.task.kind === "numbers";
  const inputs = meta.inputs.slice(0, MOST_INPUTS);
  return {
    caption: isNumber ? "Predictions, farthest off first" : "Predictions, mistakes first",
    columns: [
      { name: "row", isNumber: true },
      { name: meta.task.target, isNumber },
      { name: "predicted", isNumber },
      { name: isNumber ? "off by" : "share of the true class", isNumber: true },
      { name: "result", isNumber: false },
      { name: "part", isNumber: false },
      ...inputs.map(({ name }) => ({ name, isNumber: true })),
    ],
    nRows: order.length,
    row: (at) => {
      const row = order[at] ?? 0;
      const predicted = answers.predicted[row] ?? Number.NaN;
      return [
        number(begin.row[row] ?? row + 1),
        targetText(begin, row),
        isNumber ? number(predicted) : (meta.task.classes[predicted] ?? ""),
        isNumber ? number(answers.certainty[row] ?? 0) : fixed(answers.certainty[row] ?? 0),
        isNumber ? "" : answers.mistaken[row] ? "mistaken" : "right",
        isIn(begin, row, "held out") ? "held out" : "trained on",
        ...inputs.map((input, place) => number((X[row * nInputs + place] ?? 0) * input.scale + input.mean)),
      ];
    },
    choose: { word: "Ask", act: (at) => choose(order[at] ?? 0) },
  };
}

/** The confusion matrix as plain rows. */
export function confusionTable(begin: Begin, answers: Answers): TableOf {
  const { classes } = begin.meta.task;
  const counts = confusion(begin, answers, "all");
  return {
    caption: "Samples by true and predicted class",
    columns: [{ name: "true class", isNumber: false }, ...classes.map((name) => ({ name: plain(name), isNumber: true }))],
    nRows: classes.length,
    row: (at) => [classes[at] ?? "", ...(counts[at] ?? []).map((n) => number(n))],
  };
}
