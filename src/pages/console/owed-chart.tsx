import type { Child } from "hono/jsx";
import type { PromiseRow } from "../../storage/promise.ts";
import { Chart, numberIn } from "./chart.tsx";
import type { ConsoleView } from "./view.ts";

interface Props {
  readonly view: ConsoleView;
  readonly promises: readonly PromiseRow[];
}

/** How much of what was promised is overdue and how much due later, by question. */
export function OwedChart({ view, promises }: Props): Child {
  const { words, now, locale } = view;
  const counts = [...Map.groupBy(promises, ({ ask }) => ask)].map(([ask, own]) => {
    const overdue = own.filter(({ due }) => due <= now).length;
    return { ask, both: [overdue, own.length - overdue] };
  });
  const scale = Math.max(1, ...counts.flatMap(({ both }) => both));
  const rows = counts.map(({ ask, both }) => ({
    ...{ name: view.question(ask), code: ask },
    cells: both.map((count, at) => ({ text: numberIn(count, locale), share: count / scale, gave: at === 0 })),
  }));
  return <Chart told={words.promisesTold} columns={[words.question, words.overdue, words.later]} groups={[{ rows }]} />;
}
