// The one polite live region: the moment when paused, at most each two seconds while playing, and what was done.
import { signal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { moment, playing } from "../store.ts";
import { momentInWords } from "./words.ts";

const EVERY = 2000;
const SETTLED = 400;
const spoken = signal("");

export function say(text: string): void {
  spoken.value = text;
}

export function Live() {
  const last = useRef(0);
  const timer = useRef(0);
  useSignalEffect(() => {
    const [now, runs] = [moment.value, playing.value];
    if (now === null) return;
    clearTimeout(timer.current);
    const wait = runs ? Math.max(0, EVERY - (performance.now() - last.current)) : SETTLED;
    timer.current = window.setTimeout(() => {
      last.current = performance.now();
      say(momentInWords(now));
    }, wait);
  });
  return <p class="unseen" role="status" aria-live="polite">{spoken.value}</p>;
}
