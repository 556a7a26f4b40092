import type { Child } from "hono/jsx";
import { MOST_LISTED, type Owed } from "../../actions/console/look-at-room.ts";
import type { PromiseRow } from "../../storage/promise.ts";
import type { TaskRow } from "../../storage/task.ts";
import { dayIn } from "../day.ts";
import { Section } from "../section.tsx";
import { Form } from "../staff-forms.tsx";
import { filled } from "../words.ts";
import { numberIn } from "./chart.tsx";
import { OwedChart } from "./owed-chart.tsx";
import type { ConsoleView } from "./view.ts";

interface Props {
  readonly view: ConsoleView;
  readonly owed: Owed;
}

/** What people were promised and did not get yet, and what negative answers ask of a human. */
export function OwedSections({ view, owed: { promises, halted, tasks } }: Props): Child {
  const { words, locale } = view;
  return (
    <>
      <Section id="promises" title={words.promises} nothing={nothingIn(view, promises, "benefits")}>
        {promises && <OwedChart view={view} promises={promises} />}
        {halted.map(({ ask, since }) => (
          <p class="note">
            {view.question(ask)}: {filled(words.halted, { day: dayIn(since, locale) })}
          </p>
        ))}
        <More view={view} listed={promises} />
        <ul class="cards">
          {promises?.map((promise) => (
            <Promised view={view} promise={promise} />
          ))}
        </ul>
      </Section>
      <Section id="tasks" title={words.tasks} nothing={nothingIn(view, tasks, "tasks")}>
        <More view={view} listed={tasks} />
        <ul class="cards">
          {tasks?.map((task) => (
            <Task view={view} task={task} />
          ))}
        </ul>
      </Section>
    </>
  );
}

function nothingIn({ words }: ConsoleView, listed: readonly object[] | null, scope: string): string | false {
  if (listed === null) return filled(words.scope, { scope });
  return listed.length === 0 && words.nothing;
}

function More({ view: { words, locale }, listed }: { readonly view: ConsoleView; readonly listed: readonly object[] | null }): Child {
  return listed?.length === MOST_LISTED ? <p class="small">{filled(words.most, { count: numberIn(MOST_LISTED, locale) })}</p> : null;
}

function Promised({ view, promise }: { readonly view: ConsoleView; readonly promise: PromiseRow }): Child {
  const { words, locale, now } = view;
  const { id, ask, at, due, subject } = promise;
  const isLate = due <= now;
  return (
    <li class={isLate ? "card late" : "card"}>
      <h3>{view.question(ask)}</h3>
      <p>
        <b>{filled(isLate ? words.lateSince : words.due, { day: dayIn(due, locale) })}</b>
        <span class="fact">{howIn(promise, view)}</span>
        <span class="fact">{filled(words.promised, { day: dayIn(at, locale) })}</span>
      </p>
      <Whose subject={subject} />
      <Form view={view} to="benefit" class="actions">
        <input type="hidden" name="id" value={id} />
        <button type="submit" name="outcome" value="delivered">
          {words.came}
        </button>
        <button type="submit" name="outcome" value="acknowledged" class="quiet">
          {words.willNot}
        </button>
      </Form>
    </li>
  );
}

function howIn({ how, ref, points }: PromiseRow, { words, giftName, locale }: ConsoleView): string {
  if (how === "brand") return words.byBrand;
  const name = giftName(ref ?? "");
  return how === "offer" ? filled(words.byOffer, { name }) : filled(words.byPoints, { name, count: numberIn(points ?? 0, locale) });
}

function Task({ view, task }: { readonly view: ConsoleView; readonly task: TaskRow }): Child {
  const { words, locale } = view;
  const { id, ask, moment, at, state, who, subject } = task;
  return (
    <li class="card">
      <h3>{view.question(ask)}</h3>
      <p>
        <b>{filled(words.since, { day: dayIn(at, locale) })}</b>
        {moment !== null && <span class="fact">{view.momentName(ask) ?? moment}</span>}
        {state === "taken" && <span class="fact">{filled(words.takenBy, { who: who ?? "" })}</span>}
      </p>
      <Whose subject={subject} />
      <Form view={view} to="task" class="actions">
        <input type="hidden" name="id" value={id} />
        {state === "open" && (
          <button type="submit" name="state" value="taken">
            {words.take}
          </button>
        )}
        <button type="submit" name="state" value="done" class={state === "open" ? "quiet" : undefined}>
          {words.done}
        </button>
      </Form>
    </li>
  );
}

function Whose({ subject }: { readonly subject: string }): Child {
  return (
    <p class="pseudonym small">
      <bdi>{subject}</bdi>
    </p>
  );
}
