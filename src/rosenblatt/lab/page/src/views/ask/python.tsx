/** Questions that Python answers: separability with its proof, the diagnosis, a row explained. */

import { useState } from "preact/hooks";
import { plain } from "../../draw/words.ts";
import { rowAt } from "../../engine/segments.ts";
import { requestOf } from "../../files.ts";
import { begin, moment, served, setup, shownBranch } from "../../store.ts";
import { HISTORY } from "../../types.ts";
import { ask } from "../../wire.ts";
import { type Lab, useLab } from "../lab.ts";
import { useNewest } from "../newest.ts";
import { type Subject, subject } from "./subject.ts";

const QUESTIONS = { separability: "Can planes separate the classes?", diagnose: "What keeps it from learning well?", explain: "Explain this sample in full" } as const;
type Kind = keyof typeof QUESTIONS;

export function Python() {
  const lab = useLab();
  const [words, setWords] = useState("");
  const [busy, setBusy] = useState(false);
  const about = subject.value;
  if (begin.value === null || about === null) return null;
  if (!served.value) return <Elsewhere about={about} />;
  const put = async (kind: Kind) => {
    setBusy(true);
    setWords(await answerOf(lab, kind, about).catch((error: Error) => error.message));
    setBusy(false);
  };
  const kinds = (Object.keys(QUESTIONS) as Kind[]).filter((kind) => isPossible(kind, about));
  return (
    <div class="python">
      <p class="under">
        {kinds.map((kind) => (
          <button key={kind} disabled={busy} onClick={() => void put(kind)}>{QUESTIONS[kind]}</button>
        ))}
      </p>
      <div role="status">{busy ? <p class="note">Python is working on it.</p> : words !== "" && <pre class="code" tabIndex={0}>{words}</pre>}</div>
    </div>
  );
}

function isPossible(kind: Kind, about: Subject): boolean {
  if (kind === "separability") return begin.value?.meta.task.kind === "classes";
  return kind === "explain" ? about.row !== null : setup.value?.model === "mlp";
}

/** The epochs of the history that are sent, at most. */
const MOST_ROWS = 5000;

async function answerOf({ driver }: Lab, kind: Kind, about: Subject): Promise<string> {
  const [table, branch, now] = [begin.value, shownBranch.value, moment.value];
  if (table === null || branch === null || now === null) return "";
  const tip = driver.segment(branch);
  const more = kind === "explain" ? { row: setup.value?.points === null ? (table.row[about.row ?? 0] ?? 1) : (about.row ?? 0) + 1, update: true } : {};
  const stride = Math.max(1, Math.ceil(now.at.epoch / MOST_ROWS));
  const rows: Float64Array[] = [];
  for (let epoch = 1; epoch <= now.at.epoch; epoch += stride) {
    const row = rowAt(tip, epoch);
    if (row !== null) rows.push(row);
  }
  const values = new Float64Array(rows.length * HISTORY.length);
  rows.forEach((row, at) => values.set(row, at * HISTORY.length));
  const history: Parameters<typeof requestOf>[6] = kind === "diagnose" && rows.length > 0 ? { history: { values, shape: [rows.length, HISTORY.length] } } : {};
  const answer = await ask(`api/ask/${kind}`, requestOf(table, tip, now.at, now.parameters, "", more, history));
  return plainLines(((await answer.json()) as { words: string }).words);
}

const plainLines = (text: string): string => text.split("\n").map(plain).join("\n");

/** Without a server: the answers that are stored in this file, and which command answers. */
function Elsewhere({ about }: { about: Subject }) {
  const lab = useLab();
  const [kind, setKind] = useState<Kind | null>(null);
  const table = plain(begin.value?.meta.table);
  const row = begin.value?.row[about.row ?? 0] ?? 1;
  const stored = useNewest([table], () => lab.stored());
  const words = (which: Kind): string | undefined => (which === "explain" ? stored?.explain?.[row] : stored?.[which]);
  const kinds = (Object.keys(QUESTIONS) as Kind[]).filter((each) => words(each) !== undefined);
  return (
    <div class="python">
      {kinds.length > 0 && (
        <p class="under">
          {kinds.map((each) => (
            <button key={each} aria-pressed={kind === each} onClick={() => setKind(each)}>{QUESTIONS[each]}</button>
          ))}
        </p>
      )}
      {kind !== null && words(kind) !== undefined && (
        <div role="status">
          <p class="note">Stored in this file, {kind === "separability" ? "of the rows to train on" : stored?.when}:</p>
          <pre class="code" tabIndex={0}>{plainLines(words(kind) ?? "")}</pre>
        </div>
      )}
      <p>This file has no Python beside it. <code>rosenblatt lab {table}</code> opens the same page with it. After <code>rosenblatt train {table}</code>, these commands answer:</p>
      <pre class="code" tabIndex={0}>{`rosenblatt diagnose RUN\nrosenblatt explain RUN ${table} --row ${row}`}</pre>
    </div>
  );
}
