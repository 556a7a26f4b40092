import type { Child } from "hono/jsx";
import { Chart, numberIn } from "./chart.tsx";
import type { ConsoleView } from "./view.ts";

interface Props<T> {
  readonly view: ConsoleView;
  readonly items: readonly T[];
  /** What waits most, and what the others are called. */
  readonly columns: readonly [first: string, other: string];
  readonly isFirst: (item: T) => boolean;
}

/** How much of what is owed waits most and how much does not, by question. */
export function OwedChart<T extends { readonly ask: string }>({ view, items, columns, isFirst }: Props<T>): Child {
  const counts = [...Map.groupBy(items, ({ ask }) => ask)].map(([ask, own]) => {
    const first = own.filter(isFirst).length;
    return { ask, both: [first, own.length - first] };
  });
  const scale = Math.max(1, ...counts.flatMap(({ both }) => both));
  const rows = counts.map(({ ask, both }) => ({
    ...{ name: view.question(ask), code: ask },
    cells: both.map((count, at) => ({ text: numberIn(count, view.locale), share: count / scale, gave: at === 0 })),
  }));
  return <Chart told={view.words.owedTold} columns={[view.words.question, ...columns]} groups={[{ rows }]} />;
}
