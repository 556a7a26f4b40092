import type { JurisdictionRule } from "../consent/rules.ts";
import type { Instant } from "../kernel/instant.ts";
import { dayAfter, localDay, rolled, workdayAfter, type Calendar, type LocalDay } from "./calendar.ts";
import type { RequestKind } from "./kinds.ts";

/** Until when a request is confirmed and answered, and what an extension makes of it; null where the law knows none. */
export interface Deadlines {
  readonly acknowledge: LocalDay | null;
  readonly due: LocalDay;
  /** Counted from receipt too. An extension is told, with its reason, by the day the request was due. */
  readonly extended: LocalDay | null;
}

/** California counts two periods in working days (11 CCR 7021(a), 7026(f), 7027(g)), which no duration says. */
const WORKDAYS: Readonly<Record<string, { readonly acknowledge: number; readonly optOut: number }>> = {
  "US-CA": { acknowledge: 10, optOut: 15 },
};

/** Whoever takes back a yes, or opts out, waits for nobody: these hold at once and the answer only says so. */
const OPT_OUTS: ReadonlySet<RequestKind> = new Set(["opt-out", "withdrawal"]);

/**
 * The deadlines of a request under a row of the jurisdiction table, whatever was asked of the person meanwhile: time for
 * verifying is not added. Periods in months end on a working day (Regulation 1182/71; the ICO reads the UK's so too);
 * those in days end where they end. An extension is for what is answered at length, never for an opt-out.
 */
export function deadlinesOf(rule: JurisdictionRule, calendar: Calendar, kind: RequestKind, received: Instant): Deadlines {
  const day = localDay(calendar, received);
  const { acknowledge, respond, extend } = rule.requests;
  const workdays = WORKDAYS[rule.id];
  const isOptOut = OPT_OUTS.has(kind);
  if (workdays && isOptOut) return { acknowledge: null, due: workdayAfter(calendar, day, workdays.optOut), extended: null };
  const end = (duration: string, from: LocalDay): LocalDay =>
    duration.endsWith("M") ? rolled(calendar, dayAfter(from, duration)) : dayAfter(from, duration);
  return {
    acknowledge: workdays ? workdayAfter(calendar, day, workdays.acknowledge) : acknowledge && end(acknowledge, day),
    due: end(respond, day),
    extended: extend === null || isOptOut ? null : end(sum(respond, extend), day),
  };
}

/** Two durations of one unit, as the table states them: `P1M` and `P2M` are `P3M`. */
function sum(a: string, b: string): string {
  return `P${Number.parseInt(a.slice(1), 10) + Number.parseInt(b.slice(1), 10)}${a.slice(-1)}`;
}
