import type { Child } from "hono/jsx";
import type { CentreView } from "./view.ts";

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
