import type { Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";
import { stepOf } from "./cohort.ts";
import type { Told } from "./own-report.ts";

/** A report as its person reads it, in the words of the program. */
export interface OwnReport {
  readonly report: string;
  readonly period: string;
  readonly name: string;
  readonly purpose: string;
  /** When it was measured, and when it is gone; RFC 3339. */
  readonly at: string;
  readonly expires: string;
  readonly value: number;
  /** Null where the program has no words for it any more. */
  readonly own: string | null;
  /** Null where nobody was compared. */
  readonly compared: {
    readonly text: string | null;
    /** Of `others` or more, so many percent have less; the lowest and the highest that is told stand for all beyond. */
    readonly percent: number;
    readonly others: number;
  } | null;
  readonly tip: string | null;
}

interface Row extends Told {
  readonly report: string;
  readonly period: string;
  readonly purpose: string;
  readonly value: number;
  readonly at: Instant;
  readonly expires: Instant;
}

/** A report in a language of the program. */
export function toldReport({ compiled }: LiveProgram, row: Row, locale: string): OwnReport {
  const report = compiled.reports.find(({ key }) => key === row.report);
  const words = report?.texts[locale];
  const { percent, others } = row;
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const step = stepOf(report?.floor ?? others ?? 0);
  const fill = (sentence: string, figures: Readonly<Record<string, string>>): string =>
    sentence.replaceAll(/\{(\w+)\}/g, (whole, figure: string) => figures[figure] ?? whole);
  return {
    ...{ report: row.report, period: row.period, name: words?.name ?? row.report, purpose: row.purpose },
    ...{ at: new Date(row.at).toISOString(), expires: new Date(row.expires).toISOString(), value: row.value },
    own: words ? fill(words.own, { value: number.format(row.value) }) : null,
    compared:
      percent === null || others === null
        ? null
        : {
            text: words ? fill(words.compared, { percent: percentIn(percent, step), others: number.format(others) }) : null,
            ...{ percent, others },
          },
    tip: report?.tips.find(({ key }) => key === row.tip)?.texts[locale]?.text ?? null,
  };
}

/** The lowest and the highest that is told stand for all beyond. */
function percentIn(percent: number, step: number): string {
  return `${percent <= step ? "≤ " : percent >= 100 - step ? "≥ " : ""}${percent}`;
}
