import type { Child } from "hono/jsx";
import type { Answer, Put, Step } from "../../core/exchange/journey.ts";
import { dayIn } from "../day.ts";
import { Section } from "../section.tsx";
import { EnteredStep, ShownStep } from "./moment-steps.tsx";
import type { CentreView } from "./view.ts";
import { filled } from "../words.ts";
import type { Words } from "./words.ts";

/** What I came to, was asked and shown, at which moment, and what came of it: one line of time. */
export function JourneySection({ view }: { readonly view: CentreView }): Child {
  const { words, own, standing, site, locale } = view;
  const { steps, next } = own?.journey ?? { steps: [], next: null };
  return (
    <Section id="journey" title={words.journey}>
      {steps.length === 0 ? (
        <p>{own === null && standing === "unproven" ? words.hidden : words.journeyNothing}</p>
      ) : (
        <ol class="cards">
          {steps.map((step) => (
            <Stepped view={view} step={step} />
          ))}
        </ol>
      )}
      {next !== null && <a href={`/privacy?site=${site}&locale=${locale}&journey=${next}#journey`}>{words.earlier}</a>}
    </Section>
  );
}

function Stepped({ view, step }: { readonly view: CentreView; readonly step: Step }): Child {
  const { words, locale } = view;
  switch (step.kind) {
    case "answered":
      return (
        <Asked view={view} item={step}>
          <Came words={words} locale={locale} step={step} />
          <Silence view={view} until={step.silentUntil} />
        </Asked>
      );
    case "asked":
    case "refused":
      return (
        <Asked view={view} item={step}>
          <p>{step.kind === "refused" ? words.askRefused : words.askSeen}</p>
          <Silence view={view} until={step.silentUntil} />
        </Asked>
      );
    case "shown":
      return <ShownStep view={view} step={step} />;
    case "entered":
      return <EnteredStep view={view} step={step} />;
  }
}

function Silence({ view: { words, locale }, until }: { readonly view: CentreView; readonly until: string | null }): Child {
  return until === null ? null : <p>{filled(words.silentUntil, { day: dayIn(until, locale) })}</p>;
}

interface AskedProps {
  readonly view: CentreView;
  readonly item: Put;
  readonly children?: Child;
}

function Asked({ view: { words, locale }, item: { ask, question, why, moment, benefit, at, trust }, children }: AskedProps): Child {
  return (
    <li class="card">
      <h3>{question ?? ask}</h3>
      <p class="small">
        <time datetime={at}>{dayIn(at, locale, true)}</time>
        {moment && ` · ${filled(words.askMoment, { moment: moment.name ?? moment.key })}`}
      </p>
      {why && <p>{why}</p>}
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
} as const satisfies Record<Answer["came"], keyof Words | null>;

function Came({ words, locale, step }: { readonly words: Words; readonly locale: string; readonly step: Answer }): Child {
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
