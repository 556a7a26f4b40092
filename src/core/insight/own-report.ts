import { Memo } from "../audience/evaluate.ts";
import { addDuration, type Instant } from "../kernel/instant.ts";
import type { PermittedView } from "../profile/gate.ts";
import type { CompiledReport } from "../program/compiled-report.ts";
import type { LiveProgram } from "../program/live.ts";
import { othersTold, percentIn, type Cohort } from "./cohort.ts";

/** A person's own number, and who are alike: their values in order, as JSON; empty where one of them is not known. */
export interface Measured {
  readonly value: number;
  readonly cohort: string;
}

/** What a report says to a person. `percent` and `others` are null where nobody is compared, `tip` where there is none. */
export interface Told {
  readonly percent: number | null;
  readonly others: number | null;
  readonly tip: string | null;
}

/** Digits that are kept of a number, so that it is the same wherever it is stored. */
const DIGITS = 9;

/** What a person brings to a report, as far as they allow it to be seen for its purpose; null where they bring nothing. */
export function measuredIn({ attribute, cohort }: CompiledReport, view: PermittedView): Measured | null {
  const value = view.read(attribute);
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  const alike = cohort.map((index) => view.read(index) ?? null);
  return { value: Number(value.toPrecision(DIGITS)), cohort: alike.includes(null) ? "" : JSON.stringify(alike) };
}

/** What a person is told, of the cohort they were counted in; null where they were counted in none. */
export function reportFor(
  program: LiveProgram,
  report: CompiledReport,
  { value }: Measured,
  cohort: Cohort | null,
  view: PermittedView,
): Told {
  const percent = cohort && percentIn(cohort, value, report.floor);
  return { percent, others: cohort && percent !== null ? othersTold(cohort, report.floor) : null, tip: tipFor(program, report, view) };
}

function tipFor(program: LiveProgram, { tips }: CompiledReport, view: PermittedView): string | null {
  const memo = new Memo(program);
  memo.begin();
  return tips.find(({ start, reads }) => !view.withholds(reads) && memo.matches(start, view))?.key ?? null;
}

/** When a report that is made at an instant is gone: with what its purpose keeps, or sooner. */
export function reportExpires({ compiled }: LiveProgram, { purpose, retention }: CompiledReport, at: Instant): Instant {
  const ends = [retention, compiled.notice.purposes[purpose]?.retention].flatMap((duration) =>
    duration === null || duration === undefined ? [] : [addDuration(at, duration)],
  );
  return Math.min(...ends);
}
