// What can be taken away: the command, Python lines, files and pictures.
import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { showOf, writeAddress } from "../address.ts";
import { csvOf, pngOf, requestOf, save, svgOf, written } from "../files.ts";
import { chain, type Segment } from "../engine/segments.ts";
import { commandOf, scriptOf } from "../python.ts";
import { begin, fault, moment, selection, served, setup, shownBranch } from "../store.ts";
import type { PlanSettings } from "../types.ts";
import { samples } from "./answer/axes.ts";
import { Fault } from "./fields.tsx";
import { type Lab, useLab } from "./lab.ts";

const open = signal(false);

export function showTake(dialog: HTMLDialogElement | null): void {
  open.value = true;
  dialog?.showModal();
}

export function TakeDialog({ dialog }: { dialog: { current: HTMLDialogElement | null } }) {
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby="take-title" onClose={() => (open.value = false)}>
      <h2 id="take-title">Take away</h2>
      {open.value && <Contents />}
      <form method="dialog"><button type="submit">Close</button></form>
    </dialog>
  );
}

function Contents() {
  const lab = useLab();
  const [table, chosen, now, branch] = [begin.value, setup.value, moment.value, shownBranch.value];
  if (table === null || chosen === null || now === null || branch === null) return null;
  const tip = lab.driver.segment(branch);
  return (
    <div class="take">
      <p class="note">
        The page trains with the library's baseline instruction set, and the code selects it, so that the numbers are
        bit-for-bit identical. Wider instruction sets sum in another order.
      </p>
      <Code title="Python" text={scriptOf(table, tip, now.at)} file="lab.py" />
      {isPlain(tip) && <Code title="Command" text={`ROSENBLATT_INSTRUCTION_SET=baseline ${commandOf(table, { ...chosen, plan: endingAt(chosen.plan, Math.max(1, now.at.epoch)) })}`} />}
      <h3>Files</h3>
      <div class="files">
        <Served lab={lab} />
        <button type="button" onClick={() => samples.value !== null && save(`${table.meta.table}.csv`, csvOf(samples.value), "text/csv")}>Table (CSV)</button>
      </div>
      {!served.value && <p class="note">A model file and an ONNX graph are written by the library: run <code>rosenblatt lab {table.meta.table}</code>.</p>}
      <h3>Pictures</h3>
      <div class="files">
        {figures().map(([name, figure]) => (
          <span key={name} class="pair">
            <button type="button" onClick={() => void picture(name, figure, "svg")}>{name} (SVG)</button>
            <button type="button" onClick={() => void picture(name, figure, "png")}>{name} (PNG)</button>
          </span>
        ))}
      </div>
      <Fault control="take" />
    </div>
  );
}

const endingAt = (plan: PlanSettings, max_iter: number): PlanSettings => ({ ...plan, max_iter, ...(plan.rule && { rule: { ...plan.rule, max_iter } }) });

/** Whether a course began from its seed and was not changed: one command repeats it. */
function isPlain(tip: Segment): boolean {
  const [first, ...changes] = chain(tip) as [Segment, ...Segment[]];
  return changes.length === 0 && first.recorded === null && !first.given && first.setup.points === null && first.setup.noise.labels === 0 && first.setup.noise.places === 0;
}

const FIGURES = {
  Plane: "#answer .plane", "Second plane": ".beside .plane", Network: "#network .diagram", Matrices: "#network .matrices", Curve: ".curve-frame", Neuron: ".carved",
  Seeds: ".spread",
} as const;

/** The figures that are on the page now. */
function figures(): [string, HTMLElement][] {
  return Object.entries(FIGURES).flatMap(([name, place]) => {
    const figure = document.querySelector<HTMLElement>(place);
    return figure !== null && figure.clientWidth > 0 ? [[name, figure]] : [];
  });
}

async function picture(name: string, figure: HTMLElement, kind: "svg" | "png"): Promise<void> {
  const file = `${name.toLowerCase().replace(" ", "-")}.${kind}`;
  if (kind === "svg") save(file, svgOf(figure), "image/svg+xml");
  else save(file, await pngOf(figure), "image/png");
}

function Code({ title, text, file }: { title: string; text: string; file?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard?.writeText(text).then(() => setCopied(true), () => undefined);
  };
  return (
    <section>
      <h3>{title}</h3>
      <pre class="code" tabIndex={0}>{text}</pre>
      <div class="files">
        <button type="button" onClick={() => void copy()}>{copied ? "Copied" : "Copy"}</button>
        {file !== undefined && <button type="button" onClick={() => save(file, text, "text/x-python")}>Save as {file}</button>}
      </div>
    </section>
  );
}

/** Files that the server writes. */
function Served({ lab }: { lab: Lab }) {
  if (!served.value) return null;
  const take = (what: "model" | "onnx" | "html", name: string) => async (): Promise<void> => {
    const [table, chosen, now, branch] = [begin.value, setup.value, moment.value, shownBranch.value];
    if (table === null || chosen === null || now === null || branch === null) return;
    fault("take", "");
    try {
      const open = writeAddress(table, chosen, now.at, showOf(selection.value));
      save(name, await written(what, requestOf(table, lab.driver.segment(branch), now.at, now.parameters, open)), "application/octet-stream");
    } catch (error) {
      fault("take", (error as Error).message);
    }
  };
  return (
    <>
      <button type="button" onClick={() => void take("model", "model.rosenblatt")()}>Model file</button>
      <button type="button" onClick={() => void take("onnx", "model.onnx")()}>ONNX</button>
      <button type="button" onClick={() => void take("html", "lab.html")()}>This lab as one file</button>
    </>
  );
}
