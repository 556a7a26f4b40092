import type { Child } from "hono/jsx";
import { Section } from "../section.tsx";
import type { CentreView } from "./view.ts";
import { filled } from "../words.ts";

/** Whom to write to, and who watches over them. */
export function ComplainSection({ view: { words, label, authority } }: { readonly view: CentreView }): Child {
  return (
    <Section id="complain" title={words.complain}>
      <p>{filled(words.complainFirst, { contact: label.controller.contact })}</p>
      <p>
        {words.complainThen} <a href={authority.url}>{authority.name}</a>
      </p>
    </Section>
  );
}
