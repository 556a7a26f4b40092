import type { Child } from "hono/jsx";
import type { AskResult, AskResults } from "../../core/targeting/ask-results.ts";
import { Section } from "../section.tsx";
import { filled } from "../words.ts";
import { Bar, Chart, numberIn, People, scaleOf, shareIn } from "./chart.tsx";
import type { ConsoleView } from "./view.ts";

interface Props {
  readonly view: ConsoleView;
  readonly asked: readonly AskResults[];
}

/** Who was asked what, and who answered, by the benefit they were shown. */
export function AsksSection({ view, asked }: Props): Child {
  const { words } = view;
  const scale = scaleOf(asked.flatMap(({ variants }) => variants.map((variant) => variant.asked)));
  const columns = [words.benefit, words.asked, words.answered, words.refused, words.rate, words.compared];
  return (
    <Section id="asks" title={words.asks} nothing={asked.length === 0 && words.nothing}>
      <Chart told={words.asksTold} columns={columns}>
        {asked.map((results) => (
          <tbody role="rowgroup">
            <tr role="row">
              <th role="rowheader" scope="rowgroup" colspan={columns.length} class="group">
                {view.question(results.ask)} <code class="small">{results.ask}</code>
              </th>
            </tr>
            {results.variants.map((result) => (
              <Benefit view={view} ask={results.ask} result={result} scale={scale} />
            ))}
            {remarksOn(results, view).map((remark) => (
              <tr role="row">
                <td role="cell" colspan={columns.length} class="todo">
                  {remark}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </Chart>
    </Section>
  );
}

function remarksOn({ sampleRatio, reassigned }: AskResults, { words, locale }: ConsoleView): readonly string[] {
  return [
    ...(sampleRatio?.mismatch ? [words.mismatch] : []),
    ...(reassigned === null ? [] : [filled(words.reassigned, { count: numberIn(reassigned, locale) })]),
  ];
}

interface BenefitProps {
  readonly view: ConsoleView;
  readonly ask: string;
  readonly result: AskResult;
  readonly scale: number;
}

function Benefit({ view, ask, result, scale }: BenefitProps): Child {
  const { words, locale } = view;
  const { variant, asked, answered, refused, rate } = result;
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        {view.benefit(ask, variant)} {variant !== null && <code class="small">{variant}</code>}
      </th>
      <People view={view} of={words.asked} people={asked} scale={scale} kind="took" />
      <People view={view} of={words.answered} people={answered} scale={scale} kind="gave" />
      <People view={view} of={words.refused} people={refused} scale={scale} kind="took" />
      <td role="cell" data-of={words.rate} class="gave">
        <span class="count">{rate === null ? words.notDrawn : shareIn(rate, locale)}</span>
        {rate !== null && <Bar share={rate} />}
      </td>
      <td role="cell" data-of={words.compared} class="said">
        {comparedIn(result.compared, view)}
      </td>
    </tr>
  );
}

/** What a comparison came to, in words; the interval holds however often it is looked at. */
function comparedIn(compared: AskResult["compared"], { words, locale }: ConsoleView): string {
  if (compared === "control") return words.control;
  if (compared === "not-drawn") return words.notDrawn;
  if (typeof compared === "string") return words.tooFew;
  const [low, high] = compared.sequential.interval;
  const ends = (from: number, to: number) => ({ from: shareIn(from, locale), to: shareIn(to, locale) });
  const chance = filled(words.chance, { chance: shareIn(compared.bayesian.chanceToWin, locale) });
  if (low > 0) return `${filled(words.better, ends(low, high))} ${chance}`;
  if (high < 0) return `${filled(words.worse, ends(-high, -low))} ${chance}`;
  return `${filled(words.even, ends(low, high))} ${chance}`;
}
