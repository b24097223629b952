/** The answer of the network at the moment that is shown: the plane with its samples, scores, mistakes. */

import { useState } from "preact/hooks";
import { count, number, score } from "../../draw/words.ts";
import { type Colours, DARK, LIGHT } from "../../palette.ts";
import { begin, course, letterKeys, moment, playing, selection, shape, shapeOf, theme, usable } from "../../store.ts";
import type { Begin, Moment, Shape } from "../../types.ts";
import { useLab } from "../lab.ts";
import { samplesTable } from "../data/preparation.ts";
import { useNewest } from "../newest.ts";
import { AsTable } from "../table.tsx";
import { chooseAxes, planeAxes, samples } from "./axes.ts";
import { type Axes, axisOf, COMPONENTS, gridOf, heldNote, mainAxes, marksOf, placeAlong, rangeOf } from "./grid.ts";
import { InWords } from "./inwords.tsx";
import { Plane } from "./plane.tsx";
import { Confusion, confusionTable, Predictions } from "./predictions.tsx";
import { type Answers, judged, right } from "./scores.ts";
import { Legend, ScaleLegend, Tools } from "./tools.tsx";
import type { Tool } from "./verbs.ts";
import { dragged, planeVerbs } from "./editing.ts";

const FINENESS = 100;

export function AnswerRegion() {
  const [table, network, shown] = [begin.value, shape.value, samples.value];
  const answers = useAnswers(shown, network, moment.value?.parameters);
  if (table === null || network === null || shown === null) return <p class="note">{table?.meta.run?.unanswered}</p>;
  return (
    <>
      <PlaneOf table={table} samples={shown} network={network} answers={answers} />
      <BesidePlane table={table} samples={shown} />
      {answers && <Scores samples={shown} answers={answers} />}
    </>
  );
}

/** The predictions of all samples at the moment that is shown. */
function useAnswers(samples: Begin | null, network: Shape | null, parameters: Float64Array | undefined): Answers | null {
  const { asker } = useLab();
  return useNewest([samples, network, parameters], async () => {
    if (samples === null || network === null || parameters === undefined) return null;
    const outputs = await asker.forward(network, parameters, samples.X);
    const width = network.sizes[network.sizes.length - 1] ?? 1;
    return judged(samples, outputs, width, network.activations[network.activations.length - 1] ?? "");
  });
}

interface PlaneOfProps {
  readonly table: Begin;
  readonly samples: Begin;
  readonly network: Shape;
  readonly answers: Answers | null;
}

function PlaneOf({ table, samples, network, answers }: PlaneOfProps) {
  const lab = useLab();
  const [tool, setTool] = useState<Tool>("ask");
  const axes = planeAxes.value;
  const frame = [axisOf(table, axes[0]), axisOf(table, axes[1])] as const;
  const picture = useField(table, network, moment.value?.parameters);
  const { classes, kind } = table.meta.task;
  const colours = theme.value === "dark" ? DARK : LIGHT;
  const editable = table.nInputs === 2 && usable("points");
  const held = dragged.value;
  const marks = marksOf(samples, axes, answers).map((mark) => (mark.row === held?.row ? { ...mark, ...held } : mark));
  const now = selection.value;
  return (
    <>
      {table.nInputs > 2 && <AxisChoices table={table} />}
      {editable && <Tools tool={tool} classes={classes} colours={colours} choose={setTool} />}
      <Plane
        label={planeName(samples, frame, answers)}
        axes={frame}
        marks={marks}
        classes={classes}
        numbers={kind === "numbers"}
        picture={picture}
        colours={colours}
        editable={editable}
        letters={letterKeys.value}
        selected={now.kind === "sample" ? now.row : null}
        place={now.kind === "place" ? placeOf(table, axes, now.x) : null}
        tool={editable ? tool : "ask"}
        verbs={planeVerbs(lab, table, samples, axes)}
      />
      {kind === "numbers" && <ScaleOf table={table} colours={colours} />}
      <Legend classes={kind === "classes" ? classes : []} colours={colours} heldOut={samples.heldOut.some((each) => each !== 0)} mistaken={marks.some((mark) => mark.mistaken)} />
      <p class="note">{heldNote(samples, axes)}</p>
      <InWords table={table} network={network} frame={frame} />
    </>
  );
}

/** Where values of all inputs, in their units, lie in the plane. */
function placeOf(table: Begin, axes: Axes, x: readonly number[]): readonly [number, number] {
  const inputs = table.meta.inputs.map(({ mean, scale }, input) => ((x[input] ?? Number.NaN) - mean) / scale);
  return [placeAlong(table, inputs, axes[0]), placeAlong(table, inputs, axes[1])];
}

function ScaleOf({ table, colours }: { table: Begin; colours: Colours }) {
  const { target, mean, scale } = table.meta.task;
  const [low, high] = rangeOf(table.y).map((value) => value * scale + mean);
  return <ScaleLegend name={target} low={low ?? 0} high={high ?? 0} colours={colours} />;
}

/** The branch beside the shown one: exactly at the moment that is shown, while training runs at its nearest known state. */
function useBeside(table: Begin): { now: Moment; network: Shape } | null {
  const { driver } = useLab();
  const [{ beside, branches }, at, still] = [course.value, moment.value?.at, !playing.value];
  const branch = branches.find(({ letter }) => letter === beside);
  const found = useNewest([branch, at, still], async () => {
    if (!branch || !at) return null;
    const now = await driver.momentOf(branch, at, still);
    return { now, network: shapeOf(table, driver.setupAt(branch, now.at)) };
  });
  return branch && found?.now.branch === branch.letter ? found : null;
}

/** The branch beside the shown one at the same moment, on the same scale. */
function BesidePlane({ table, samples: shown }: { table: Begin; samples: Begin }) {
  const lab = useLab();
  const beside = useBeside(table);
  const answers = useAnswers(shown, beside?.network ?? null, beside?.now.parameters);
  const picture = useField(table, beside?.network ?? null, beside?.now.parameters);
  if (beside === null) return null;
  const { now } = beside;
  const axes = planeAxes.value;
  const frame = [axisOf(table, axes[0]), axisOf(table, axes[1])] as const;
  return (
    <section class="beside">
      <h3>
        Branch {now.branch} at epoch {number(now.at.epoch)}{now.exact ? "" : " (nearest keyframe)"}{answers ? `: ${rightWords(shown, answers)}` : ""}
      </h3>
      <Plane
        label={`${now.branch}: ${planeName(shown, frame, answers)}`}
        axes={frame}
        marks={marksOf(shown, axes, answers)}
        classes={table.meta.task.classes}
        numbers={table.meta.task.kind === "numbers"}
        picture={picture}
        colours={theme.value === "dark" ? DARK : LIGHT}
        editable={false}
        letters={false}
        selected={selection.value.kind === "sample" ? selection.value.row : null}
        place={null}
        tool="ask"
        verbs={planeVerbs(lab, table, shown, axes)}
      />
    </section>
  );
}

/** The picture of what the network predicts over the plane. */
function useField(table: Begin, network: Shape | null, parameters: Float64Array | undefined) {
  const { asker } = useLab();
  const axes = planeAxes.value;
  const { kind } = table.meta.task;
  return useNewest([table, network, parameters, axes, theme.value], async () => {
    if (parameters === undefined || network === null) return null;
    const grid = gridOf(table, axes, [axisOf(table, axes[0]), axisOf(table, axes[1])], FINENESS);
    const range = kind === "numbers" ? rangeOf(table.y) : null;
    return asker.answer({ shape: network, parameters, grid, theme: theme.value }, range);
  });
}

function planeName(samples: Begin, frame: readonly [{ name: string }, { name: string }], answers: Answers | null): string {
  const over = `Plane of ${frame[0].name} and ${frame[1].name} with ${count(samples.nRows, "sample")}`;
  return answers ? `${over}: ${rightWords(samples, answers)}` : over;
}

/** "3 of 4 right", or the mean distance of predicted numbers. */
export function rightWords(samples: Begin, answers: Answers): string {
  if (samples.meta.task.kind === "numbers") {
    const mean = answers.certainty.reduce((sum, each) => sum + each, 0) / samples.nRows;
    return `off by ${number(mean)} on average`;
  }
  const [good, all] = right(samples, answers, "all");
  return `${number(good)} of ${number(all)} right`;
}

function AxisChoices({ table }: { table: Begin }) {
  const axes = planeAxes.value;
  const choose = (at: 0 | 1, input: number) => {
    if (input < 0) return chooseAxes(COMPONENTS);
    const usual = axes[0] < 0 ? mainAxes(table) : axes;
    const other = usual[1 - at] === input ? usual[at] : usual[1 - at];
    chooseAxes(at === 0 ? [input, other ?? 0] : [other ?? 0, input]);
  };
  return (
    <div class="axes">
      {([0, 1] as const).map((at) => (
        <label key={at}>
          {at === 0 ? "across" : "up"}
          <select value={String(axes[at])} onChange={(event) => choose(at, Number(event.currentTarget.value))}>
            {table.meta.inputs.map(({ name }, input) => (
              <option key={name} value={String(input)}>{name}</option>
            ))}
            {table.components && <option value={String(COMPONENTS[at])}>main component {at + 1}</option>}
          </select>
        </label>
      ))}
    </div>
  );
}

function Scores({ samples, answers }: { samples: Begin; answers: Answers }) {
  const choose = (row: number) => {
    selection.value = { kind: "sample", row };
  };
  const held = right(samples, answers, "held out");
  const isClasses = samples.meta.task.kind === "classes";
  return (
    <div class="scores">
      <p class="result">
        <strong>{rightWords(samples, answers)}</strong>
        {isClasses && held[1] > 0 && <span> held out: {score(held[0] / held[1])}</span>}
      </p>
      <p class="under">
        <Predictions begin={samples} answers={answers} choose={choose} />
        {isClasses && <AsTable label="confusion as a table" table={() => confusionTable(samples, answers)} />}
        <AsTable label="samples as a table" table={() => samplesTable(samples)} />
      </p>
      {isClasses && samples.meta.task.classes.length > 1 && (
        <details>
          <summary>Confusion matrix</summary>
          <Confusion begin={samples} answers={answers} choose={choose} />
        </details>
      )}
    </div>
  );
}
