// The keys of the page. Single characters act only inside the regions of the lab, and can be switched off.
import * as store from "./store.ts";
import type { Lab } from "./views/lab.ts";

/** What each key does, as the help and the documentation list them; views list their own. */
export const KEY_TABLE: readonly (readonly [keys: string, what: string])[] = [
  ["Space", "Play or pause"],
  [".", "Train one epoch"],
  [",", "Train one batch"],
  ["Left, Right", "One epoch back, one epoch forward"],
  ["Shift + Left, Right", "To the mark before or after"],
  ["Home, End", "To epoch 0, to the end of the branch"],
  ["Page Up, Page Down", "On the curve: a tenth of the course forward or back"],
  ["[ and ]", "Slower, faster"],
  ["g", "Continue from a snapshot"],
  ["Ctrl + Z, Ctrl + Shift + Z", "Undo, redo"],
  ["?", "This help"],
  ["Arrows", "In the network: from neuron to neuron. In the plane: move the cross, with Shift finely"],
  ["Enter", "In the network: into the weights of a neuron. In the plane: ask at the cross"],
  ["Digits", "In the network: type a value. In the plane: put a sample of that class, or change the selected one"],
  ["Delete", "In the network: remove the neuron. In the plane: remove the sample"],
  ["Tab", "In the plane: through the samples"],
  ["Escape", "Close, or clear the selection"],
];

const TYPING = "input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable]";
const PRESSING = "button, a, summary, input[type=checkbox], input[type=radio]";

/** Listen to the whole page. */
export function listen(lab: Lab, help: () => void): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    const target = event.target as HTMLElement;
    if (target.closest("dialog[open]") !== null) return;
    const act = chorded(event) ?? moving(event, target, lab) ?? character(event, target, lab, help);
    if (act === null) return;
    event.preventDefault();
    act();
  });
}

type Act = (() => void) | null;

function chorded(event: KeyboardEvent): Act {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  if ((event.target as HTMLElement).matches(TYPING)) return null;
  const key = event.key.toLowerCase();
  if (key === "y" || (key === "z" && event.shiftKey)) return () => void store.redo();
  return key === "z" ? () => void store.undo() : null;
}

function moving(event: KeyboardEvent, target: HTMLElement, { player, driver }: Lab): Act {
  if (event.ctrlKey || event.metaKey || event.altKey || target.matches(`${TYPING}, input, [role=radiogroup] *`)) return null;
  if (!store.usable("rewind")) return null;
  const end = store.shownBranch.value?.end;
  switch (event.key) {
    case "ArrowLeft": return () => void (event.shiftKey ? player.toMark(-1) : player.back());
    case "ArrowRight": return () => void (event.shiftKey ? player.toMark(1) : ahead(player, driver));
    case "Home": return () => (player.pause(), void driver.seek({ epoch: 0, batch: 0 }));
    case "End": return () => (player.pause(), end !== undefined && void driver.seek(end));
    default: return null;
  }
}

/** One epoch forward along what was trained; at the end nothing happens. */
function ahead(player: Lab["player"], driver: Lab["driver"]): void {
  if (store.moment.value?.recorded) return void player.forward("epoch");
  const [at, end] = [store.moment.value?.at, store.shownBranch.value?.end];
  player.pause();
  if (at !== undefined && end !== undefined) void driver.seek({ epoch: Math.min(at.epoch + 1, end.epoch), batch: at.epoch + 1 > end.epoch ? end.batch : 0 });
}

function character(event: KeyboardEvent, target: HTMLElement, { player }: Lab, help: () => void): Act {
  if (event.ctrlKey || event.metaKey || event.altKey || !store.letterKeys.value || target.matches(TYPING)) return null;
  if (target !== document.body && target.closest("[data-keys]") === null) return null;
  switch (event.key) {
    case " ": return target.matches(PRESSING) || !store.usable("play") ? null : () => player.toggle();
    case ".": return store.usable("epoch") ? () => void player.forward("epoch") : null;
    case ",": return store.usable("step") ? () => void player.forward("batch") : null;
    case "[": return store.usable("speed") ? () => player.setSpeed(store.speed.value - 1) : null;
    case "]": return store.usable("speed") ? () => player.setSpeed(store.speed.value + 1) : null;
    case "g": return store.moment.value?.recorded && store.usable("network") ? () => void player.resume() : null;
    case "?": return help;
    default: return null;
  }
}
