// A region of the page: a section with its heading.
import type { ComponentChildren } from "preact";

export interface RegionProps {
  readonly name: string;
  readonly title: string;
  readonly children?: ComponentChildren;
}

export function Region({ name, title, children }: RegionProps) {
  return (
    <section class={`region ${name}`} id={name} aria-labelledby={`${name}-title`} data-keys>
      <h2 id={`${name}-title`}>{title}</h2>
      {children}
    </section>
  );
}
