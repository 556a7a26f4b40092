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
      <Listed view={view} id="promises" scope="benefits" items={promises?.map((promise) => promised(view, promise)) ?? null}>
        {promises && (
          <OwedChart view={view} items={promises} columns={[words.overdue, words.later]} isFirst={({ due }) => due <= view.now} />
        )}
        {halted.map(({ ask, since }) => (
          <p class="note">
            {view.question(ask)}: {filled(words.halted, { day: dayIn(since, locale) })}
          </p>
        ))}
      </Listed>
      <Listed view={view} id="tasks" scope="tasks" items={tasks?.map((task) => toDo(view, task)) ?? null}>
        {tasks && <OwedChart view={view} items={tasks} columns={[words.open, words.taken]} isFirst={({ state }) => state === "open"} />}
      </Listed>
    </>
  );
}

/** Something that is owed: the form that ends it, and what its buttons say. */
interface Item {
  readonly id: string;
  readonly ask: string;
  readonly subject: string;
  readonly isLate: boolean;
  readonly since: string;
  readonly facts: readonly (string | null)[];
  readonly to: "benefit" | "task";
  readonly name: "outcome" | "state";
  readonly buttons: readonly (readonly [value: string, text: string])[];
}

function promised(view: ConsoleView, promise: PromiseRow): Item {
  const { words, locale, now } = view;
  const { id, ask, at, due, subject } = promise;
  const isLate = due <= now;
  return {
    ...{ id, ask, subject, isLate, to: "benefit", name: "outcome" },
    since: filled(isLate ? words.lateSince : words.due, { day: dayIn(due, locale) }),
    facts: [howIn(promise, view), filled(words.promised, { day: dayIn(at, locale) })],
    buttons: [
      ["delivered", words.came],
      ["acknowledged", words.willNot],
    ],
  };
}

function howIn({ how, ref, points }: PromiseRow, { words, giftName, locale }: ConsoleView): string {
  if (how === "brand") return words.byBrand;
  const count = numberIn(points ?? 0, locale);
  return filled(how === "offer" ? words.byOffer : words.byPoints, { name: giftName(ref ?? ""), count });
}

function toDo(view: ConsoleView, { id, ask, moment, at, state, who, subject }: TaskRow): Item {
  const { words, locale } = view;
  const done = ["done", words.done] as const;
  return {
    ...{ id, ask, subject, isLate: false, to: "task", name: "state" },
    since: filled(words.since, { day: dayIn(at, locale) }),
    facts: [moment && (view.momentName(ask) ?? moment), who && filled(words.takenBy, { who })],
    buttons: state === "open" ? [["taken", words.take], done] : [done],
  };
}

interface ListedProps {
  readonly view: ConsoleView;
  readonly id: "promises" | "tasks";
  readonly scope: string;
  /** Null for whoever may not see them. */
  readonly items: readonly Item[] | null;
  readonly children?: Child;
}

function Listed({ view, id, scope, items, children }: ListedProps): Child {
  const { words, locale } = view;
  const nothing = items ? items.length === 0 && words.nothing : filled(words.scope, { scope });
  return (
    <Section id={id} title={words[id]} nothing={nothing}>
      {children}
      {items?.length === MOST_LISTED && <p class="small">{filled(words.most, { count: numberIn(MOST_LISTED, locale) })}</p>}
      <ul class="cards">
        {items?.map((item) => (
          <Card view={view} item={item} />
        ))}
      </ul>
    </Section>
  );
}

function Card({ view, item }: { readonly view: ConsoleView; readonly item: Item }): Child {
  const { id, subject, isLate, since, facts, to, name, buttons } = item;
  const question = view.question(item.ask);
  return (
    <li class={isLate ? "card late" : "card"}>
      <h3>{question}</h3>
      <p>
        <b>{since}</b>
        {facts.map((fact) => fact && <span class="fact">{fact}</span>)}
      </p>
      <p class="pseudonym small">
        <bdi>{subject}</bdi>
      </p>
      <Form view={view} to={to} class="actions">
        <input type="hidden" name="id" value={id} />
        {buttons.map(([value, text], at) => (
          <button
            type="submit"
            name={name}
            value={value}
            class={at > 0 ? "quiet" : undefined}
            aria-label={`${text}: ${question}, ${since}`}
          >
            {text}
          </button>
        ))}
      </Form>
    </li>
  );
}
