// The lesson that is open: what it says, its question, and the way to the next step.
import { useRef, useLayoutEffect } from "preact/hooks";
import { pieces, type Question } from "../lesson.ts";
import * as tutor from "../tutor.ts";
import { useLab } from "./lab.ts";

/** The lessons, to be opened from the bar on top. */
export function LessonChoice() {
  const lab = useLab();
  const open = tutor.lesson.value;
  return (
    <label class="choice">
      <span class="unseen">Lesson</span>
      <select value={open === null ? "" : open.title} onChange={(event) => void lab.openLesson(event.currentTarget.value)}>
        <option value="">{open === null ? "Lessons" : "End the lesson"}</option>
        {lab.lessons.map(({ title }) => <option key={title} value={title}>{title}</option>)}
      </select>
    </label>
  );
}

export function LessonPanel() {
  const { changes } = useLab();
  const panel = useRef<HTMLElement>(null);
  const [open, step, at] = [tutor.lesson.value, tutor.step.value, tutor.stepAt.value];
  useLayoutEffect(() => {
    if (at > 0) panel.current?.focus({ preventScroll: matchMedia("(min-width: 1100px)").matches });
  }, [at]);
  if (open === null || step === null) return null;
  const last = at === open.steps.length - 1;
  const toDo = tutor.toDo.value;
  return (
    <aside class="lesson" ref={panel} tabIndex={-1} lang={open.language} aria-labelledby="lesson-title" data-keys>
      <p class="where" id="lesson-title">
        <b>{open.title}</b> <span>{at + 1} of {open.steps.length}</span>
      </p>
      {step.say.split("\n").map((line, n) => <Say key={n} text={line} />)}
      {step.ask !== undefined && <Ask key={at} ask={step.ask} />}
      <div class="turn">
        <button type="button" disabled={at === 0} onClick={() => void tutor.turn(-1, changes)}>Back</button>
        {last ? (
          <button type="button" class="main" disabled={toDo !== ""} onClick={tutor.close}>End the lesson</button>
        ) : (
          <button type="button" class="main" disabled={toDo !== ""} onClick={() => void tutor.turn(1, changes)}>Next</button>
        )}
        <span class="todo" role="status">{toDo}</span>
      </div>
    </aside>
  );
}

function Say({ text }: { text: string }) {
  return <p><Pieces text={text} /></p>;
}

function Ask({ ask }: { ask: Question }) {
  const chosen = tutor.answers.value[tutor.stepAt.value];
  const right = chosen === ask.right;
  return (
    <fieldset class="question" disabled={chosen !== undefined}>
      <legend>{ask.question}</legend>
      {ask.choices.map((choice, at) => (
        <label key={at} class={chosen === undefined ? "" : at === ask.right ? "right" : at === chosen ? "wrong" : ""}>
          <input type="radio" name="answer" checked={chosen === at} onChange={() => tutor.answer(at)} />
          {choice}
        </label>
      ))}
      {chosen !== undefined && <p role="status" class="because"><b>{right ? "Right." : `Not quite: ${ask.choices[ask.right]}.`}</b> <Pieces text={ask.because} /></p>}
    </fieldset>
  );
}

function Pieces({ text }: { text: string }) {
  return <>{pieces(text).map((piece, at) => (piece.strong ? <strong key={at}>{piece.text}</strong> : piece.text))}</>;
}
