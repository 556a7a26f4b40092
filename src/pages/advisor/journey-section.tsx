import type { Child } from "hono/jsx";
import type { Answer, Step } from "../../core/exchange/journey.ts";
import { dayIn } from "../day.ts";
import { filled } from "../words.ts";
import { Section } from "../section.tsx";
import type { AdvisorView } from "./view.ts";
import type { Words } from "./words.ts";

interface Told {
  readonly view: AdvisorView;
  readonly journey: { readonly steps: readonly Step[] } | null;
}

/** What the person came to, was asked and shown, and what came of it, in one line of time; never what they answered. */
export function JourneySection({ view, journey }: Told): Child {
  const { words } = view;
  const { steps } = journey ?? { steps: [] };
  return (
    <Section id="journey" title={words.journey} nothing={steps.length === 0 && words.nothing}>
      <ul>
        {steps.map((step) => (
          <Line view={view} step={step} />
        ))}
      </ul>
    </Section>
  );
}

function Line({ view, step }: { readonly view: AdvisorView; readonly step: Step }): Child {
  const { at, kind, moment } = step;
  const called = moment && (moment.name ?? moment.key);
  return (
    <li>
      <time datetime={at}>{dayIn(at, view.locale, true)}</time> <b>{titleOf(step)}</b>
      {called !== null && kind !== "entered" && <span class="fact">{called}</span>}
      {factsOf(step, view).map((fact) => (
        <span class="fact">{fact}</span>
      ))}
    </li>
  );
}

function titleOf(step: Step): string {
  if (step.kind === "entered") return step.moment.name ?? step.moment.key;
  return step.kind === "shown" ? (step.text ?? step.experience) : (step.question ?? step.ask);
}

function factsOf(step: Step, view: AdvisorView): readonly string[] {
  const { words, locale } = view;
  switch (step.kind) {
    case "entered":
      return [words.momentEntered, ...step.because];
    case "shown":
      return [words.momentShown, ...step.reached.map(({ goal, at }) => filled(words.goalReached, { goal, day: dayIn(at, locale) }))];
    case "answered":
      return [cameIn(step, view), ...silence(step.silentUntil, view)];
    case "asked":
      return [words.askSeen];
    case "refused":
      return [words.askRefused, ...silence(step.silentUntil, view)];
  }
}

function silence(until: string | null, { words, locale }: AdvisorView): readonly string[] {
  return until === null ? [] : [filled(words.silentUntil, { day: dayIn(until, locale) })];
}

const CAME = {
  given: "askGiven",
  promised: "askPromised",
  overdue: "askOverdue",
  delivered: "askDelivered",
  acknowledged: "askAcknowledged",
} as const satisfies Record<Answer["came"], keyof Words>;

/** What came of an answer, with the day where one is known, and that a human is to look after it. */
function cameIn({ came, due, ended, task }: Answer, { words, locale }: AdvisorView): string {
  const day = ended ?? due;
  const said = filled(words[CAME[came]], { day: day === null ? "" : dayIn(day, locale) });
  return task === null || task === "done" ? said : `${said} ${words.askTask}`;
}
