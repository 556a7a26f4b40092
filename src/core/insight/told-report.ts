import type { Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";
import type { CompiledReport } from "../program/compiled-report.ts";
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
  readonly own: string;
  /** Null where nobody was compared. */
  readonly compared: {
    readonly text: string;
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
  const { value, expires, at, ...named } = row;
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return {
    ...{ report: named.report, period: named.period, name: words?.name ?? named.report, purpose: named.purpose },
    ...{ at: new Date(at).toISOString(), expires: new Date(expires).toISOString(), value },
    // A report the program does not have any more says no more than its figures.
    own: fill(words?.own ?? "{value}", { value: number.format(value) }),
    compared: comparedIn(row, report, words?.compared ?? "{percent} %", number),
    tip: report ? tipIn(report, row.tip, locale) : null,
  };
}

function tipIn({ tips }: CompiledReport, tip: string | null, locale: string): string | null {
  return tips.find(({ key }) => key === tip)?.texts[locale]?.text ?? null;
}

function comparedIn(
  { percent, others }: Row,
  report: CompiledReport | undefined,
  sentence: string,
  number: Intl.NumberFormat,
): OwnReport["compared"] {
  if (percent === null || others === null) return null;
  const figures = { percent: percentIn(percent, stepOf(report?.floor ?? others)), others: number.format(others) };
  return { text: fill(sentence, figures), percent, others };
}

function fill(sentence: string, figures: Readonly<Record<string, string>>): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (whole, figure: string) => figures[figure] ?? whole);
}

/** The lowest and the highest that is told stand for all beyond. */
function percentIn(percent: number, step: number): string {
  return `${percent <= step ? "≤ " : percent >= 100 - step ? "≥ " : ""}${percent}`;
}
