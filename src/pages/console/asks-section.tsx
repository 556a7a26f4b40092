import type { Child } from "hono/jsx";
import type { AskResult, AskResults } from "../../core/targeting/ask-results.ts";
import { Section } from "../section.tsx";
import { filled } from "../words.ts";
import { Chart, numberIn, peopleIn, scaleOf, shareIn, type Cell, type Row } from "./chart.tsx";
import type { ConsoleView } from "./view.ts";

interface Props {
  readonly view: ConsoleView;
  readonly asked: readonly AskResults[];
}

/** Who was asked what, and who answered, by the benefit they were shown. */
export function AsksSection({ view, asked }: Props): Child {
  const { words } = view;
  const scale = scaleOf(asked.flatMap(({ variants }) => variants.map((variant) => variant.asked)));
  const groups = asked.map((results) => ({
    head: { name: view.question(results.ask), code: results.ask },
    rows: results.variants.map((result) => rowOf(view, results.ask, result, scale)),
    remarks: remarksOn(results, view),
  }));
  return (
    <Section id="asks" title={words.asks} nothing={asked.length === 0 && words.nothing}>
      <Chart
        told={words.asksTold}
        columns={[words.benefit, words.asked, words.answered, words.refused, words.rate, words.compared]}
        groups={groups}
      />
    </Section>
  );
}

function remarksOn({ sampleRatio, reassigned }: AskResults, { words, locale }: ConsoleView): readonly string[] {
  return [
    ...(sampleRatio?.mismatch ? [words.mismatch] : []),
    ...(reassigned === null ? [] : [filled(words.reassigned, { count: numberIn(reassigned, locale) })]),
  ];
}

function rowOf(view: ConsoleView, ask: string, { variant, asked, answered, refused, rate, compared }: AskResult, scale: number): Row {
  const share: Cell = rate === null ? { text: view.words.notDrawn } : { text: shareIn(rate, view.locale), share: rate, gave: true };
  const cells = [peopleIn(view, asked, scale), peopleIn(view, answered, scale, true), peopleIn(view, refused, scale), share];
  return { name: view.benefit(ask, variant), code: variant, cells: [...cells, { text: comparedIn(compared, view) }] };
}

/** What a comparison came to, in words; the interval holds however often it is looked at. */
function comparedIn(compared: AskResult["compared"], { words, locale }: ConsoleView): string {
  if (compared === "control") return words.control;
  if (compared === "not-drawn") return words.notDrawn;
  if (typeof compared === "string") return words.tooFew;
  const [low, high] = compared.sequential.interval;
  const isWorse = high < 0;
  const [from, to] = (isWorse ? [-high, -low] : [low, high]).map((end) => shareIn(end, locale));
  const said = low > 0 ? words.better : isWorse ? words.worse : words.even;
  const chance = shareIn(compared.bayesian.chanceToWin, locale);
  return `${filled(said, { from: from ?? "", to: to ?? "" })} ${filled(words.chance, { chance })}`;
}
