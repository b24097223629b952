/** Questions to a worker: at most one is under way, and the newest is asked next. */

import { useEffect, useRef, useState } from "preact/hooks";

interface Queue<T> {
  waiting: (() => Promise<T>) | null;
  busy: boolean;
  gone: boolean;
}

/** The latest answer to a question that is asked again whenever `depends` changes; null before the first one. */
export function useNewest<T>(depends: readonly unknown[], ask: () => Promise<T>): T | null {
  const [answer, setAnswer] = useState<T | null>(null);
  const queue = useRef<Queue<T>>({ waiting: null, busy: false, gone: false });
  useEffect(() => {
    queue.current.waiting = ask;
    void work(queue.current, setAnswer);
  }, depends);
  useEffect(
    () => () => {
      queue.current.gone = true;
    },
    [],
  );
  return answer;
}

async function work<T>(queue: Queue<T>, set: (answer: T) => void): Promise<void> {
  if (queue.busy) return;
  queue.busy = true;
  while (queue.waiting && !queue.gone) {
    const ask = queue.waiting;
    queue.waiting = null;
    // A refused question leaves the former answer; what was wrong is shown by who refused it.
    const answer = await ask().catch(() => null);
    if (answer !== null && !queue.gone) set(answer);
  }
  queue.busy = false;
}
