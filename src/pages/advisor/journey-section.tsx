import type { Child } from "hono/jsx";
import type { Put, Step, Unanswered } from "../../core/exchange/journey.ts";
import { dayIn } from "../day.ts";
import { filled } from "../words.ts";
import { Section } from "../section.tsx";
import type { AdvisorView } from "./view.ts";
import type { Words } from "./words.ts";

interface Shown {
  readonly view: AdvisorView;
  readonly journey: { readonly steps: readonly Step[]; readonly unanswered: readonly Unanswered[] } | null;
}

/** What the person was asked at which moment, and what came of it; never what they answered. */
export function JourneySection({ view, journey }: Shown): Child {
  const { words } = view;
  const { steps, unanswered } = journey ?? { steps: [], unanswered: [] };
  return (
    <Section id="journey" title={words.journey} nothing={steps.length + unanswered.length === 0 && words.nothing}>
      <ul>
        {unanswered.map((item) => (
          <Line view={view} item={item} came={words[item.came === "refused" ? "askRefused" : "askSeen"]} />
        ))}
        {steps.map((item) => (
          <Line view={view} item={item} came={cameIn(item, view)} />
        ))}
      </ul>
    </Section>
  );
}

function Line({ view: { locale }, item, came }: { readonly view: AdvisorView; readonly item: Put; readonly came: string }): Child {
  const { at, question, ask, moment } = item;
  return (
    <li>
      <time datetime={at}>{dayIn(at, locale, true)}</time> <b>{question ?? ask}</b>
      {moment && <span class="fact">{moment.name ?? moment.key}</span>}
      <span class="fact">{came}</span>
    </li>
  );
}

const CAME = {
  given: "askGiven",
  promised: "askPromised",
  overdue: "askOverdue",
  delivered: "askDelivered",
  acknowledged: "askAcknowledged",
} as const satisfies Record<Step["came"], keyof Words>;

/** What came of an answer, with the day where one is known, and that a human is to look after it. */
function cameIn({ came, due, ended, task }: Step, { words, locale }: AdvisorView): string {
  const day = ended ?? due;
  const said = filled(words[CAME[came]], { day: day === null ? "" : dayIn(day, locale) });
  return task === null || task === "done" ? said : `${said} ${words.askTask}`;
}
