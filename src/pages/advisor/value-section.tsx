import type { Child } from "hono/jsx";
import type { Got, Given, Value } from "../../core/exchange/value.ts";
import { dayIn } from "../centre/day.ts";
import { filled } from "../centre/words.ts";
import { Section } from "./section.tsx";
import type { AdvisorView } from "./view.ts";

interface Shown {
  readonly view: AdvisorView;
  readonly value: Value | null;
}

type Line = readonly [name: string, more: string | null];

/** What the person gave and got, side by side, and what is still owed to them. */
export function ValueSection({ view, value }: Shown): Child {
  const { words, locale } = view;
  const { gave, got, owed } = value ?? NOTHING;
  const sides = [
    [words.gave, gave.map((item): Line => [nameOf(item, view), item.at && dayIn(item.at, locale)])],
    [words.got, got.map((item): Line => [item.name, broughtIn(item, view)])],
    ...(owed.length > 0 ? [[words.owed, owed.map(({ name, due }): Line => [name, due && dayIn(due, locale)])] as const] : []),
  ] as const;
  return (
    <Section id="value" title={words.value}>
      <div class="sides">
        {sides.map(([title, lines]) => (
          <div class="card">
            <h3>{title}</h3>
            {lines.length === 0 && <p class="small">{words.nothing}</p>}
            <ul>
              {lines.map(([name, more]) => (
                <li>
                  {name}
                  {more !== null && <span class="small"> {more}</span>}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </Section>
  );
}

const NOTHING: Pick<Value, "gave" | "got" | "owed"> = { gave: [], got: [], owed: [] };

function nameOf({ kind, name }: Given, { words }: AdvisorView): string {
  return kind === "consent" ? filled(words.consentTo, { name }) : name;
}

function broughtIn(item: Got, { words, locale }: AdvisorView): string | null {
  const count = (number: number): string => new Intl.NumberFormat(locale).format(number);
  if (item.kind === "points") return filled(words.points, { count: count(item.balance) });
  if ("times" in item && item.times > 1) return filled(words.times, { count: count(item.times) });
  return item.at && dayIn(item.at, locale);
}
