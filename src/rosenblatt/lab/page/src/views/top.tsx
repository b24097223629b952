// The bar on top: the table or the lesson that is open, sharing, taking away, light or dark, help.
import { useState } from "preact/hooks";
import { writeAddress, showOf } from "../address.ts";
import { RUN } from "../wire.ts";
import { begin, drawer, moment, selection, setup, theme } from "../store.ts";
import { Icon } from "./icon.tsx";
import { say } from "./live.tsx";
import { useLab } from "./lab.ts";
import { LessonChoice } from "./lesson.tsx";

export interface TopProps {
  readonly help: () => void;
  readonly take: () => void;
}

export function TopBar({ help, take }: TopProps) {
  return (
    <header class="top">
      <h1>Rosenblatt lab</h1>
      <button type="button" class="fordrawer" aria-expanded={drawer.value} aria-controls="data" onClick={() => (drawer.value = !drawer.value)}>Data</button>
      <TableChoice />
      <LessonChoice />
      <span class="push" />
      <Share />
      <button type="button" class="plain" aria-haspopup="dialog" onClick={take}>Take away</button>
      <ThemeSwitch />
      <button type="button" class="plain icononly" title="Help (?)" aria-label="Help" aria-haspopup="dialog" onClick={help}>?</button>
    </header>
  );
}

function TableChoice() {
  const lab = useLab();
  const open = begin.value?.recorded ? RUN : begin.value?.meta.table;
  return (
    <label class="choice">
      <span class="unseen">Table</span>
      <select value={open} onChange={(event) => void lab.open(event.currentTarget.value)}>
        {lab.tables.map(({ name, title }) => <option key={name} value={name}>{title}</option>)}
      </select>
    </label>
  );
}

/** Write the address of the set-up and the moment, and copy it. */
function Share() {
  const [copied, setCopied] = useState(false);
  const share = async (): Promise<void> => {
    const [table, chosen, now] = [begin.value, setup.value, moment.value];
    if (table === null || chosen === null || now === null) return;
    history.replaceState(null, "", writeAddress(table, chosen, now.at, showOf(selection.value)));
    const done = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    setCopied(true);
    say(done === true ? "The link to this moment was copied" : "The link to this moment is in the address bar");
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <button type="button" class="plain" title="The link holds the settings and the moment, never data" onClick={() => void share()}>
      {copied ? "In the address" : "Share"}
    </button>
  );
}

function ThemeSwitch() {
  const dark = theme.value === "dark";
  return (
    <button type="button" class="plain icononly" aria-label={dark ? "Light colours" : "Dark colours"} title={dark ? "Light colours" : "Dark colours"}
      onClick={() => (theme.value = dark ? "light" : "dark")}>
      <Icon name={dark ? "light" : "dark"} />
    </button>
  );
}
