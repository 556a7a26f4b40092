import type { Child } from "hono/jsx";
import type { PromiseRow } from "../../storage/promise.ts";
import { Bar, Chart, numberIn } from "./chart.tsx";
import type { ConsoleView } from "./view.ts";

interface Props {
  readonly view: ConsoleView;
  readonly promises: readonly PromiseRow[];
}

/** How much of what was promised is overdue and how much due later, by question. */
export function OwedChart({ view, promises }: Props): Child {
  const { words, now, locale } = view;
  const rows = [...Map.groupBy(promises, ({ ask }) => ask)].map(([ask, own]) => {
    const overdue = own.filter(({ due }) => due <= now).length;
    return { ask, overdue, later: own.length - overdue };
  });
  const scale = Math.max(1, ...rows.flatMap(({ overdue, later }) => [overdue, later]));
  const cell = (of: string, count: number, kind: string): Child => (
    <td role="cell" data-of={of} class={kind}>
      <span class="count">{numberIn(count, locale)}</span>
      <Bar share={count / scale} />
    </td>
  );
  return (
    <Chart told={words.promisesTold} columns={[words.question, words.overdue, words.later]}>
      <tbody role="rowgroup">
        {rows.map(({ ask, overdue, later }) => (
          <tr role="row">
            <th role="rowheader" scope="row">
              {view.question(ask)} <code class="small">{ask}</code>
            </th>
            {cell(words.overdue, overdue, "gave")}
            {cell(words.later, later, "took")}
          </tr>
        ))}
      </tbody>
    </Chart>
  );
}
