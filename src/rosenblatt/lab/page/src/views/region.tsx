// A region of the page: a section with its heading.
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Icon } from "./icon.tsx";

export interface RegionProps {
  readonly name: string;
  readonly title: string;
  /** Where the region is a sheet: whether it is open. */
  readonly sheet?: Signal<boolean>;
  readonly children?: ComponentChildren;
}

export function Region({ name, title, sheet, children }: RegionProps) {
  return (
    <section class={`region ${name}`} id={name} aria-labelledby={`${name}-title`} data-keys>
      <h2 id={`${name}-title`}>
        {sheet === undefined ? title : <span>{title}</span>}
        {sheet !== undefined && (
          <button type="button" class="opens" aria-expanded={sheet.value} onClick={() => (sheet.value = !sheet.value)}>
            {title} <Icon name={sheet.value ? "down" : "up"} />
          </button>
        )}
      </h2>
      {children}
    </section>
  );
}
