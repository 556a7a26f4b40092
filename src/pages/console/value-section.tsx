import type { Child } from "hono/jsx";
import type { ValueReport } from "../../actions/insight/report-value.ts";
import { Section } from "../section.tsx";
import { filled } from "../words.ts";
import { Chart, numberIn, peopleIn, scaleOf } from "./chart.tsx";
import type { ConsoleView } from "./view.ts";

const WAYS = ["recommendations", "advice", "reports", "offers", "points"] as const;

interface Props {
  readonly view: ConsoleView;
  readonly report: ValueReport;
}

/** What each purpose took and gave back, those first that gave nothing back, with what to do about it. */
export function ValueSection({ view, report }: Props): Child {
  const { words, locale } = view;
  const { purposes, unreturned } = report;
  const scale = scaleOf(purposes.flatMap(({ took, agreed, gave }) => [took, agreed, ...Object.values(gave)]));
  const [count, all, least] = [numberIn(unreturned.length, locale), numberIn(purposes.length, locale), numberIn(report.least, locale)];
  const groups = inOrder(report).map(({ purpose, took, agreed, gave }) => {
    const name = view.purposeName(purpose);
    const said = view.isAsked(purpose) ? peopleIn(view, agreed, scale) : { text: words.needless };
    const cells = [peopleIn(view, took, scale), said, ...WAYS.map((way) => peopleIn(view, gave[way] ?? null, scale, true))];
    const remarks = unreturned.includes(purpose) ? [filled(words.todo, { name, least })] : [];
    return { rows: [{ name, code: purpose, cells }], remarks };
  });
  return (
    <Section id="value" title={words.value}>
      <p class="note">{filled(unreturned.length > 0 ? words.unreturned : words.returned, { count, all, least })}</p>
      <Chart told={words.valueTold} columns={[words.purpose, words.took, words.agreed, ...WAYS.map((way) => words[way])]} groups={groups} />
    </Section>
  );
}

/** Those that gave nothing back, then whatever took from most. */
function inOrder({ purposes, unreturned }: ValueReport): ValueReport["purposes"] {
  const sizeOf = ({ took, agreed }: ValueReport["purposes"][number]): number => Math.max(took ?? 0, agreed ?? 0);
  const isFirst = ({ purpose }: ValueReport["purposes"][number]): number => Number(unreturned.includes(purpose));
  return purposes.toSorted((a, b) => isFirst(b) - isFirst(a) || sizeOf(b) - sizeOf(a));
}
