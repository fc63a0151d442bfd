// A titled part of the page that can be linked to and jumped to.
import type { ComponentChildren } from "preact";

interface SectionProps {
  readonly id: string;
  readonly title: string;
  /** A few words beside the title. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

export const Section = ({ id, title, aside, children }: SectionProps) => (
  <section id={id} aria-labelledby={`${id}-title`}>
    <header class="section-head">
      <h2 id={`${id}-title`}>{title}</h2>
      {aside === undefined ? null : <p class="aside">{aside}</p>}
    </header>
    {children}
  </section>
);
