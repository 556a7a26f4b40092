import type { Child } from "hono/jsx";
import type { Given, Value } from "../../core/exchange/value.ts";
import { dayIn } from "../day.ts";
import { Section } from "../section.tsx";
import { broughtIn, Sides, type Line } from "../sides.tsx";
import { filled } from "../words.ts";
import type { AdvisorView } from "./view.ts";

interface Shown {
  readonly view: AdvisorView;
  readonly value: Value | null;
}

/** What the person gave and got, side by side, and what is still owed to them. */
export function ValueSection({ view, value }: Shown): Child {
  const { words, locale } = view;
  const { gave, got, owed } = value ?? NOTHING;
  const sides = [
    [words.gave, gave.map((item): Line => [nameOf(item, view), item.at && dayIn(item.at, locale)])],
    [words.got, got.map((item): Line => [item.name, broughtIn(item, words, locale)])],
    ...(owed.length > 0 ? [[words.owed, owed.map(({ name, due }): Line => [name, due && dayIn(due, locale)])] as const] : []),
  ] as const;
  return (
    <Section id="value" title={words.value}>
      <Sides sides={sides} nothing={words.nothing} />
    </Section>
  );
}

const NOTHING: Pick<Value, "gave" | "got" | "owed"> = { gave: [], got: [], owed: [] };

function nameOf({ kind, name }: Given, { words }: AdvisorView): string {
  return kind === "consent" ? filled(words.consentTo, { name }) : name;
}
