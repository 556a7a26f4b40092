import type { Child } from "hono/jsx";

interface SectionProps {
  readonly id: string;
  readonly title: string;
  /** Said in place of what would stand here; false where something does. */
  readonly nothing?: string | false;
  readonly children?: Child;
}

/** A part of a page under its heading. */
export function Section({ id, title, nothing = false, children }: SectionProps): Child {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {nothing === false ? children : <p class="small">{nothing}</p>}
    </section>
  );
}
