import type { Child } from "hono/jsx";
import type { ValueReport } from "../../actions/insight/report-value.ts";
import { LEAST } from "../../core/insight/hide-small.ts";
import { Section } from "../section.tsx";
import { filled } from "../words.ts";
import { Chart, numberIn, People, scaleOf } from "./chart.tsx";
import type { ConsoleView } from "./view.ts";

const WAYS = ["recommendations", "advice", "offers", "points"] as const;

interface Props {
  readonly view: ConsoleView;
  readonly report: ValueReport;
}

/** What each purpose took and gave back, those first that gave nothing back, with what to do about it. */
export function ValueSection({ view, report }: Props): Child {
  const { words, locale } = view;
  const { purposes, unreturned, least } = report;
  const scale = scaleOf(purposes.flatMap(({ took, agreed, gave }) => [took, agreed, ...Object.values(gave)]));
  const [count, all] = [numberIn(unreturned.length, locale), numberIn(purposes.length, locale)];
  const said = filled(unreturned.length > 0 ? words.unreturned : words.returned, { count, all, least: numberIn(least, locale) });
  return (
    <Section id="value" title={words.value}>
      <p class="note">{said}</p>
      <Chart told={words.valueTold} columns={[words.purpose, words.took, words.agreed, ...WAYS.map((way) => words[way])]}>
        {inOrder(report).map((balance) => (
          <Purpose view={view} balance={balance} scale={scale} isUnreturned={unreturned.includes(balance.purpose)} />
        ))}
      </Chart>
    </Section>
  );
}

type Balance = ValueReport["purposes"][number];

/** Those that gave nothing back, then whatever took from most. */
function inOrder({ purposes, unreturned }: ValueReport): readonly Balance[] {
  const rank = ({ purpose, took, agreed }: Balance): number =>
    (unreturned.includes(purpose) ? Number.MAX_SAFE_INTEGER / 2 : 0) + Math.max(took ?? 0, agreed ?? 0);
  return purposes.toSorted((a, b) => rank(b) - rank(a));
}

interface PurposeProps {
  readonly view: ConsoleView;
  readonly balance: Balance;
  readonly scale: number;
  readonly isUnreturned: boolean;
}

function Purpose({ view, balance, scale, isUnreturned }: PurposeProps): Child {
  const { words } = view;
  const { purpose, took, agreed, gave } = balance;
  const name = view.purposeName(purpose);
  return (
    <tbody role="rowgroup" class={isUnreturned ? "alone" : undefined}>
      <tr role="row">
        <th role="rowheader" scope="row">
          {name} <code class="small">{purpose}</code>
        </th>
        <People view={view} of={words.took} people={took} scale={scale} kind="took" />
        {view.isAsked(purpose) ? (
          <People view={view} of={words.agreed} people={agreed} scale={scale} kind="took" />
        ) : (
          <td role="cell" data-of={words.agreed}>
            <span class="count small">{words.needless}</span>
          </td>
        )}
        {WAYS.map((way) => (
          <People view={view} of={words[way]} people={gave[way] ?? null} scale={scale} kind="gave" />
        ))}
      </tr>
      {isUnreturned && (
        <tr role="row">
          <td role="cell" colspan={WAYS.length + 3} class="todo">
            {filled(words.todo, { name, least: numberIn(LEAST, view.locale) })}
          </td>
        </tr>
      )}
    </tbody>
  );
}
