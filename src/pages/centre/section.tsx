import type { Child } from "hono/jsx";
import type { CentreView } from "./view.ts";

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly children?: Child;
}

/** A part of the centre under its heading. */
export function Section({ id, title, children }: SectionProps): Child {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}

interface FormProps {
  readonly view: CentreView;
  readonly to: string;
  readonly class?: string;
  readonly children?: Child;
}

/** A form of the centre; where it goes names site and language. */
export function Form({ view: { site, locale }, to, class: kind, children }: FormProps): Child {
  return (
    <form method="post" action={`/privacy/${to}?site=${site}&locale=${locale}`} class={kind}>
      {children}
    </form>
  );
}
