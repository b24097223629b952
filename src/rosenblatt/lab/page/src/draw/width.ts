/** The width of an element, followed as the page changes. */

import { useLayoutEffect } from "preact/hooks";

export function useWidth(element: { current: HTMLElement | null }, set: (width: number) => void): void {
  useLayoutEffect(() => {
    const watched = element.current;
    if (!watched) return undefined;
    const observer = new ResizeObserver(() => set(watched.clientWidth));
    observer.observe(watched);
    set(watched.clientWidth);
    return () => observer.disconnect();
  }, []);
}
