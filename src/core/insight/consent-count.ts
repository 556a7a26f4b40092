import { DAY, dayOf, type Instant } from "../kernel/instant.ts";
import type { ConsentRecord, Method } from "../consent/choose.ts";
import type { DecisionOrUnknown } from "../consent/state.ts";

/** What is counted: of a notice that it was shown and answered, of a purpose what became of it. */
export const CONSENT_METRICS = ["shown", "answered", "granted", "denied", "withdrawn", "expired", "signal"] as const;
export type ConsentMetric = (typeof CONSENT_METRICS)[number];

/** Where something is counted. No cell names or hints at a person. */
export interface ConsentCell {
  /** The Monday of the week, `YYYY-MM-DD` in UTC. */
  readonly week: string;
  readonly site: string;
  /** `*` for what is counted a notice and not a purpose. */
  readonly purpose: string;
  /** `-` where no notice was shown. */
  readonly locale: string;
  readonly rule: string;
  readonly notice: string;
  readonly metric: ConsentMetric;
}

export const WHOLE_NOTICE = "*";
const NONE = "-";
const WEEK = 7 * DAY;
/** 1970-01-05 was the first Monday. */
const FIRST_MONDAY = 4 * DAY;
/** A week is told once it has been over for this long, and nothing is counted into it after. */
const SETTLES = DAY;

/** The Monday on which the week of an instant began. */
export function weekOf(at: Instant): string {
  return dayOf(FIRST_MONDAY + Math.floor((at - FIRST_MONDAY) / WEEK) * WEEK);
}

/** The week something is counted in: its own, but what comes late is counted when it comes, so that a week that was told never changes. */
export function countedWeek(at: Instant, now: Instant): string {
  return weekOf(now - at > SETTLES ? now : at);
}

/** True for a week that will not change any more. */
export function isClosed(week: string, now: Instant): boolean {
  return Date.parse(week) + WEEK + SETTLES <= now;
}

const NOT_SAID_HERE: ReadonlySet<Method> = new Set(["import", "merge", "unmerge"]);

/**
 * The cells one ledger entry counts in. An answer to the notice counts as it was given; anywhere else only what changed
 * counts, so that saying no twice is one no. Choices moved in from elsewhere were counted there.
 */
export function cellsOf(record: ConsentRecord, before: (purpose: string) => DecisionOrUnknown, now: Instant): readonly ConsentCell[] {
  if (NOT_SAID_HERE.has(record.method)) return [];
  const common = { week: countedWeek(record.at, now), site: record.site, rule: record.rule, ...seenIn(record.notice) };
  const answered = record.method === "banner";
  const cells = Object.entries(record.decisions).flatMap(([purpose, { state }]): readonly ConsentCell[] => {
    if (!/^[a-z0-9]/.test(purpose) || (!answered && before(purpose) === state)) return [];
    return [{ ...common, purpose, metric: record.method === "signal" ? "signal" : state }];
  });
  return answered ? [...cells, { ...common, purpose: WHOLE_NOTICE, metric: "answered" }] : cells;
}

/** Where one view of a notice counts. */
export function shownCell(
  shown: { readonly site: string; readonly rule: string; readonly notice: string; readonly locale: string; readonly at: Instant },
  now: Instant,
): ConsentCell {
  const { site, rule, notice, locale, at } = shown;
  return { week: countedWeek(at, now), site, purpose: WHOLE_NOTICE, locale, rule, notice, metric: "shown" };
}

/** Version and locale of the notice. A refusal is taken with whatever it names, so what cannot be one of ours counts as none. */
function seenIn(notice: ConsentRecord["notice"]): { readonly notice: string; readonly locale: string } {
  const isOurs =
    notice !== null && /^[0-9a-f]{12}(\.[a-z0-9-]{1,48})?$/.test(notice.version) && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(notice.locale);
  return isOurs ? { notice: notice.version, locale: notice.locale } : { notice: NONE, locale: NONE };
}
