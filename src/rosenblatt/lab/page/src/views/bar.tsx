// The bar of the training: start, back, play, forward, to the next stop; the counter; speed, seed and settings.
import { useState } from "preact/hooks";
import { number } from "../draw/words.ts";
import { PACES } from "../engine/playing.ts";
import { begin, fault, faults, moment, more, playing, redo, redoable, setup, speed, undo, undoable, usable } from "../store.ts";
import type { PlanSettings, RuleSettings, Stop } from "../types.ts";
import { Fault } from "./fields.tsx";
import { Icon } from "./icon.tsx";
import { type Lab, useLab } from "./lab.ts";
import { TrainRegion } from "./trainregion.tsx";
import { trainingRows } from "./words.ts";

export function Bar() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <div class="bar">
        <Steps />
        <Counter />
        <button type="button" class="step more" aria-expanded={more.value} title="Speed, seed, settings, branches" aria-label="More" onClick={() => (more.value = !more.value)}>
          <Icon name={more.value ? "down" : "up"} />
        </button>
        <Speed />
        <Seed />
        <span class="row" />
        <Hint />
        <History />
        <button type="button" class="link summary" aria-expanded={open} aria-controls="settings" onClick={() => setOpen(!open)}>
          {summary()} <Icon name={open ? "up" : "down"} />
        </button>
      </div>
      <Refused />
      <div id="settings" hidden={!open}>{open && <TrainRegion />}</div>
    </>
  );
}

function Steps() {
  const { player, driver } = useLab();
  const start = { epoch: 0, batch: 0 };
  const at = moment.value?.at;
  const atStart = at === undefined || (at.epoch === 0 && at.batch === 0);
  return (
    <div class="steps" role="group" aria-label="Training">
      <Step control="rewind" icon="first" name="To epoch 0 (Home)" rare off={atStart} act={() => (player.pause(), void driver.seek(start))} />
      <Step control="rewind" icon="back" name="One epoch back (Left)" off={atStart} act={() => void player.back()} />
      <Play />
      <Step control="epoch" icon="epoch" name="One epoch (.)" act={() => void player.forward("epoch")} />
      <Step control="step" icon="batch" name="One batch (,)" rare act={() => void player.forward("batch")} />
      <Step control="stop" icon="stop" name="Train to the next stop" rare act={() => void player.toStop()} />
    </div>
  );
}

interface StepProps {
  readonly control: string;
  readonly icon: string;
  readonly name: string;
  readonly act: () => void;
  readonly off?: boolean;
  /** Hidden on a phone until more is asked for. */
  readonly rare?: boolean;
}

function Step({ control, icon, name, act, off = false, rare = false }: StepProps) {
  return (
    <button type="button" class={rare ? "step rare" : "step"} title={name} aria-label={name.replace(/ \(.*/, "")} disabled={off || !usable(control)} onClick={act}>
      <Icon name={icon} />
    </button>
  );
}

/** Whether there are snapshots to play. */
const inRun = (): boolean => (begin.value?.meta.run?.n ?? 0) > 0;

function Play() {
  const { player } = useLab();
  const on = playing.value;
  const nothing = moment.value?.recorded === true && !inRun();
  return (
    <button type="button" class="play" id="play" title={on ? "Pause (Space)" : "Play (Space)"} disabled={nothing || !usable("play")} onClick={() => player.toggle()}>
      <Icon name={on ? "pause" : "play"} /> {on ? "Pause" : "Play"}
    </button>
  );
}

function Counter() {
  const now = moment.value;
  if (now === null) return null;
  const { at, exact, recorded } = now;
  return (
    <p class="counter">
      <span class="label">epoch</span> <b>{number(at.epoch)}</b>
      {at.batch > 0 && <span class="label"> batch {at.batch}</span>}
      {!exact && <span class="label">nearest keyframe</span>}
      {recorded && <span class="label"> recorded</span>}
    </p>
  );
}

function Speed() {
  const { player } = useLab();
  const { name, snapshots } = PACES[speed.value] as (typeof PACES)[number];
  const pace = moment.value?.recorded ? `${snapshots} snapshots a second` : name;
  return (
    <label class="speed" title="Slower [, faster ]">
      <span class="label">speed</span>
      <input type="range" min={0} max={PACES.length - 1} step={1} value={speed.value} disabled={!usable("speed")} aria-valuetext={pace}
        onInput={(event) => player.setSpeed(Number(event.currentTarget.value))} />
      <span class="pace">{pace}</span>
    </label>
  );
}

function Seed() {
  const { changes } = useLab();
  const chosen = setup.value;
  if (chosen === null) return null;
  const next = chosen.seed + 1;
  const fresh = (seed: number): void => void changes.restart({ ...chosen, seed }, `seed ${seed}`);
  return (
    <div class="seed">
      <label>
        <span class="label">seed</span>
        <input type="text" inputMode="numeric" value={chosen.seed} size={5} disabled={!usable("seed")}
          onChange={(event) => /^\d{1,9}$/.test(event.currentTarget.value) && fresh(Number(event.currentTarget.value))} />
      </label>
      <button type="button" disabled={!usable("seed")} title={`Start again from seed ${next}`} onClick={() => fresh(next)}>new</button>
      <Fault control="seed" />
    </div>
  );
}

function History() {
  return (
    <div class="undo" role="group" aria-label="Changes">
      <button type="button" class="step" title={`Undo ${undoable.value ?? ""} (Ctrl+Z)`} aria-label="Undo" disabled={undoable.value === null} onClick={() => undo()}>
        <Icon name="undo" />
      </button>
      <button type="button" class="step" title={`Redo ${redoable.value ?? ""} (Ctrl+Shift+Z)`} aria-label="Redo" disabled={redoable.value === null} onClick={() => redo()}>
        <Icon name="redo" />
      </button>
    </div>
  );
}

/** The settings in short: "rate 0.001, adam, batch 4". */
function summary(): string {
  const plan = setup.value?.plan;
  if (plan === undefined) return "";
  if (setup.value?.model === "perceptron") return `rate ${plan.rule?.eta0} · penalty ${plan.rule?.penalty ?? "none"}`;
  const batch = Math.min(plan.batch_size ?? 200, trainingRows());
  return `rate ${plan.learning_rate_init} · ${plan.solver} · batch ${batch}`;
}

/** One sentence that says what to do next. */
function Hint() {
  const lab = useLab();
  const now = moment.value;
  if (now === null) return null;
  if (now.recorded) return <OfRun lab={lab} />;
  if (now.stop !== "") return <Stopped lab={lab} />;
  if (playing.value) return <p class="hint">Pause at any time. Every moment stays on the curve.</p>;
  if (now.at.epoch === 0) return <p class="hint">This network has random weights and knows nothing yet. <b>Play</b> trains it.</p>;
  return <p class="hint">Drag along the curve to go back. Press a sample or a neuron to see its arithmetic.</p>;
}

/** A snapshot of a run, from which training can continue in the page. */
function OfRun({ lab }: { lab: Lab }) {
  const [run, chosen] = [begin.value?.meta.run, setup.value];
  if (run === undefined || chosen === null) return null;
  const again = (): void => void lab.changes.restart(chosen, `seed ${chosen.seed}`).then(() => lab.player.play());
  return (
    <p class="hint">
      {inRun() ? "A recorded snapshot." : "The network of the run."} {run.why}{" "}
      {run.continued && usable("network") && <button type="button" onClick={() => void lab.player.resume()}>Continue from here</button>}
      {!inRun() && run.trained && <button type="button" onClick={again}>Train it here</button>}
    </p>
  );
}

/** What the engine has refused, and a new start if its worker has ended. */
function Refused() {
  const text = faults.value["training"];
  if (text === undefined) return null;
  return (
    <p class="hint fault" role="alert">
      {text} <button type="button" onClick={() => (text.startsWith("the engine has ended") ? location.reload() : fault("training", ""))}>
        {text.startsWith("the engine has ended") ? "Start again" : "Close"}
      </button>
    </p>
  );
}

function Stopped({ lab }: { lab: Lab }) {
  const now = moment.value;
  if (now === null) return null;
  const diverged = now.stop === "diverged";
  const last = { epoch: Math.max(0, now.at.epoch - 1), batch: 0 };
  const text = now.message === "" ? stopInWords(now.stop) : now.message;
  return (
    <p class={diverged ? "hint fault" : "hint"}>
      {text}{" "}
      {diverged ? (
        <button type="button" onClick={() => void lab.driver.seek(last)}>Back to epoch {number(last.epoch)}</button>
      ) : (
        <button type="button" onClick={() => void trainOn(lab)}>Train further</button>
      )}
    </p>
  );
}

/** The settings by which the training that is shown ends. */
const endsBy = (): PlanSettings | RuleSettings | undefined => (setup.value?.model === "perceptron" ? setup.value.plan.rule : setup.value?.plan);

/** Why training has stopped, with the settings that decided it. */
function stopInWords(stop: Stop): string {
  const plan = endsBy();
  if (plan === undefined) return "";
  if (stop === "max_iter") return `Training stopped after its goal of ${number(plan.max_iter)} epochs.`;
  const what = stop === "early stopping" ? "the score of the rows held out" : "the loss";
  return `Training stopped: ${what} did not improve by ${number(plan.tol ?? 0)} in ${number(plan.n_iter_no_change)} epochs.`;
}

/** Training ends by itself at a goal that was reached: further means another goal. */
async function trainOn({ changes, player }: Lab): Promise<void> {
  const [plan, rule] = [endsBy(), setup.value?.plan.rule];
  if (plan === undefined) return;
  const made = moment.value?.at.epoch ?? 0;
  const perceptron = setup.value?.model === "perceptron";
  const further = moment.value?.stop === "max_iter" ? { max_iter: 10 * Math.max(plan.max_iter, made) } : perceptron ? { tol: null } : { n_iter_no_change: Infinity };
  await changes.plan(perceptron && rule ? { rule: { ...rule, ...further } } : (further as Partial<PlanSettings>));
  await player.play();
}
