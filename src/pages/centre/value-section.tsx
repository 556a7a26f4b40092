import type { Child } from "hono/jsx";
import type { Got, Value } from "../../core/exchange/value.ts";
import { dayIn } from "./day.ts";
import { Section } from "./section.tsx";
import type { CentreView } from "./view.ts";
import { filled, type Words } from "./words.ts";

/** What I gave and what I got for it, side by side. */
export function ValueSection({ view }: { readonly view: CentreView }): Child {
  const { words, own, standing, locale } = view;
  const { gave, got } = own?.value ?? NOTHING;
  return (
    <Section id="value" title={words.value}>
      {own === null && standing === "unproven" ? (
        <p>{words.hidden}</p>
      ) : (
        <div class="sides">
          <Side title={words.gave} nothing={words.valueNothing} items={gave.map(({ name, at }) => [name, at && dayIn(at, locale)])} />
          <Side title={words.got} nothing={words.valueNothing} items={got.map((item) => [item.name, broughtIn(item, words, locale)])} />
        </div>
      )}
    </Section>
  );
}

const NOTHING: Pick<Value, "gave" | "got"> = { gave: [], got: [] };

interface SideProps {
  readonly title: string;
  readonly nothing: string;
  readonly items: readonly (readonly [name: string, more: string | null])[];
}

function Side({ title, nothing, items }: SideProps): Child {
  return (
    <div class="card">
      <h3>{title}</h3>
      {items.length === 0 ? (
        <p>{nothing}</p>
      ) : (
        <ul>
          {items.map(([name, more]) => (
            <li>
              {name}
              {more !== null && <span class="small"> {more}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function broughtIn(item: Got, words: Words, locale: string): string | null {
  const count = (number: number): string => new Intl.NumberFormat(locale).format(number);
  if (item.kind === "points") return filled(words.points, { count: count(item.balance) });
  if ("times" in item && item.times > 1) return filled(words.times, { count: count(item.times) });
  return item.at && dayIn(item.at, locale);
}
