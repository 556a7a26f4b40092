/** Milliseconds since 1970-01-01T00:00:00Z. Core never reads a clock: instants are passed in. */
export type Instant = number;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const DURATION = /^P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/;

/** True for an ISO 8601 duration such as `P6M`, `P30D` or `PT5M`. */
export function isDuration(text: string): boolean {
  return DURATION.test(text) && /\d/.test(text) && !text.endsWith("T");
}

/** `from` plus an ISO 8601 duration; months and years are calendar months, clamped to the last day (UTC). */
export function addDuration(from: Instant, duration: string): Instant {
  const match = DURATION.exec(duration);
  if (!match) return Number.NaN;
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const shifted = addMonths(from, years * 12 + months);
  return shifted + (weeks * 7 + days) * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND;
}

function addMonths(from: Instant, months: number): Instant {
  if (months === 0) return from;
  const date = new Date(from);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

/** The day an instant falls on, `YYYY-MM-DD` in UTC. */
export function dayOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The week, month or year an instant falls in (UTC); weeks begin on Monday and are named by it. */
export function periodOf(every: "week" | "month" | "year", at: Instant): string {
  switch (every) {
    case "year":
      return dayOf(at).slice(0, 4);
    case "month":
      return dayOf(at).slice(0, 7);
    case "week":
      return dayOf((Math.floor((at / DAY + 3) / 7) * 7 - 3) * DAY);
  }
}
