import type { Child } from "hono/jsx";
import type { AdviserView, Done } from "../../actions/advisor/look-up.ts";
import type { NobodySeen } from "../../actions/advisor/look-up-named.ts";
import { dayIn } from "../day.ts";
import { valueIn } from "../value.ts";
import { filled } from "../words.ts";
import { HintsSection } from "./hints.tsx";
import { JourneySection } from "./journey-section.tsx";
import { Section } from "../section.tsx";
import { ValueSection } from "./value-section.tsx";
import type { AdvisorView } from "./view.ts";
import { whyIn } from "./why.ts";
import type { Words } from "./words.ts";

interface Shown {
  readonly view: AdvisorView;
  readonly seen: AdviserView;
}

/** Who it is and what may be seen of them: nothing but that it may not, where it may not. */
export function PersonSections({ view, seen }: { readonly view: AdvisorView; readonly seen: AdviserView | NobodySeen }): Child {
  const { words, purpose } = view;
  if (seen.subject === null)
    return (
      <Section id="person" title={words.person}>
        <p role="status">{words.nobody}</p>
      </Section>
    );
  return (
    <>
      <Section id="person" title={words.person}>
        <p class="pseudonym">
          <bdi>{seen.subject}</bdi>
        </p>
        <p class={seen.allowed ? undefined : "note"} role="status">
          {filled(seen.allowed ? words.allowed : words.refused, { purpose })} {whyIn(seen.why, words)}
        </p>
        {seen.allowed && <p class="small">{words.notShown}</p>}
      </Section>
      {seen.allowed && (
        <>
          <HintsSection view={view} seen={seen} />
          <KnownSection view={view} seen={seen} />
          <DoneSection view={view} id="purchases" done={seen.purchases} />
          <DoneSection view={view} id="contacts" done={seen.contacts} />
          <ValueSection view={view} value={seen.value} />
          <JourneySection view={view} journey={seen.journey} />
        </>
      )}
    </>
  );
}

const SOURCES: Readonly<Record<string, keyof Words>> = {
  volunteered: "sourceVolunteered",
  observed: "sourceObserved",
  inferred: "sourceInferred",
};

/** Each value with where it comes from, since when, and when it goes. */
function KnownSection({ view, seen }: Shown): Child {
  const { words, locale, nameOf } = view;
  const values = Object.entries(seen.attributes);
  return (
    <Section id="known" title={words.known} nothing={values.length === 0 && words.nothing}>
      <ul class="cards">
        {values.map(([key, { value, source, at, expires }]) => (
          <li class="card">
            <h3>{nameOf(key)}</h3>
            <p class="value">{valueIn(value, locale)}</p>
            <dl>
              <Row term={words.source} text={words[SOURCES[source] ?? "sourceObserved"]} />
              <Row term={words.since} text={`${dayIn(at, locale)} (${agoIn(at, view)})`} />
              {expires !== null && <Row term={words.until} text={dayIn(expires, locale)} />}
            </dl>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Row({ term, text }: { readonly term: string; readonly text: string }): Child {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  );
}

const DAY_MS = 86_400_000;

/** How old something is, in days. */
function agoIn(at: string, { locale, now }: AdvisorView): string {
  const days = Math.min(0, Math.ceil((Date.parse(at) - now) / DAY_MS));
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
}

interface DoneProps {
  readonly view: AdvisorView;
  readonly id: "purchases" | "contacts";
  readonly done: readonly Done[];
}

function DoneSection({ view: { words, locale, eventName }, id, done }: DoneProps): Child {
  return (
    <Section id={id} title={words[id]} nothing={done.length === 0 && words.nothing}>
      <ul>
        {done.map(({ name, at, fields }) => (
          <li>
            <time datetime={at}>{dayIn(at, locale, true)}</time> <b>{eventName(name)}</b>
            {Object.entries(fields).map(([field, value]) => (
              <span class="fact">
                {field}: {valueIn(value, locale)}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </Section>
  );
}
