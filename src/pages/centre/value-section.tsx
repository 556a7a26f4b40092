import type { Child } from "hono/jsx";
import type { Value } from "../../core/exchange/value.ts";
import { dayIn } from "../day.ts";
import { Section } from "../section.tsx";
import { broughtIn, Sides, type Line } from "../sides.tsx";
import type { CentreView } from "./view.ts";

/** What I gave and what I got for it, side by side. */
export function ValueSection({ view }: { readonly view: CentreView }): Child {
  const { words, own, standing, locale } = view;
  const { gave, got } = own?.value ?? NOTHING;
  const sides = [
    [words.gave, gave.map(({ name, at }): Line => [name, at && dayIn(at, locale)])],
    [words.got, got.map((item): Line => [item.name, broughtIn(item, words, locale)])],
  ] as const;
  return (
    <Section id="value" title={words.value}>
      {own === null && standing === "unproven" ? <p>{words.hidden}</p> : <Sides sides={sides} nothing={words.valueNothing} />}
    </Section>
  );
}

const NOTHING: Pick<Value, "gave" | "got"> = { gave: [], got: [] };
