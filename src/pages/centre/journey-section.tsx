import type { Child } from "hono/jsx";
import type { Put, Step } from "../../core/exchange/journey.ts";
import { dayIn } from "../day.ts";
import { Section } from "../section.tsx";
import type { CentreView } from "./view.ts";
import { filled } from "../words.ts";
import type { Words } from "./words.ts";

/** What I was asked, at which moment, what it was to bring, and what came of it. */
export function JourneySection({ view }: { readonly view: CentreView }): Child {
  const { words, own, standing, site, locale } = view;
  const { steps, unanswered, next } = own?.journey ?? { steps: [], unanswered: [], next: null };
  return (
    <Section id="journey" title={words.journey}>
      {steps.length + unanswered.length === 0 ? (
        <p>{own === null && standing === "unproven" ? words.hidden : words.journeyNothing}</p>
      ) : (
        <ol class="cards">
          {unanswered.map((item) => (
            <Asked view={view} item={item}>
              <p>{item.came === "refused" ? words.askRefused : words.askSeen}</p>
            </Asked>
          ))}
          {steps.map((item) => (
            <Asked view={view} item={item}>
              <Came words={words} locale={locale} step={item} />
            </Asked>
          ))}
        </ol>
      )}
      {next !== null && <a href={`/privacy?site=${site}&locale=${locale}&journey=${next}#journey`}>{words.earlier}</a>}
    </Section>
  );
}

interface AskedProps {
  readonly view: CentreView;
  readonly item: Put;
  readonly children?: Child;
}

function Asked({ view: { words, locale }, item: { ask, question, moment, benefit, at, trust }, children }: AskedProps): Child {
  return (
    <li class="card">
      <h3>{question ?? ask}</h3>
      <p class="small">
        <time datetime={at}>{dayIn(at, locale, true)}</time>
        {moment && ` · ${filled(words.askMoment, { moment: moment.name ?? moment.key })}`}
      </p>
      {benefit?.text && <p>{benefit.text}</p>}
      {children}
      {trust.length > 0 && (
        <ul>
          {trust.map(({ text, link }) => (
            // A path is of the brand's site, which may be another.
            <li>{link === undefined || link.startsWith("/") ? text : <a href={link}>{text}</a>}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Where something is promised, the day it came or is due. */
const CAME = {
  given: null,
  promised: "camePromised",
  overdue: "cameOverdue",
  delivered: "cameDelivered",
  acknowledged: "cameAcknowledged",
} as const satisfies Record<Step["came"], keyof Words | null>;

function Came({ words, locale, step }: { readonly words: Words; readonly locale: string; readonly step: Step }): Child {
  const { gave, came, due, ended, task } = step;
  const [phrase, day] = [CAME[came], ended ?? due];
  return (
    <>
      <p>{filled(gave.kind === "value" ? words.askGave : words.askYes, { name: gave.name })}</p>
      {phrase !== null && <p>{filled(words[phrase], { day: day === null ? "" : dayIn(day, locale) })}</p>}
      {task !== null && <p>{task === "done" ? words.taskDone : words.taskOpen}</p>}
    </>
  );
}
