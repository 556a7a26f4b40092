import { addDuration, DAY, dayOf, type Instant } from "../kernel/instant.ts";
import { instantIn, zoneOffset } from "../kernel/zone.ts";

/** A day on the clocks of a place, `YYYY-MM-DD`. */
export type LocalDay = string;

/** Whose days are counted: the zone of whoever answers, and the days on which they need not work, besides weekends. */
export interface Calendar {
  readonly zone: string;
  readonly holidays: readonly LocalDay[];
}

/** The day an instant falls on there. */
export function localDay({ zone }: Calendar, at: Instant): LocalDay {
  return dayOf(at + zoneOffset(zone, at));
}

/** The first instant after a day there: what is due on it is late from then on. */
export function endOfDay({ zone }: Calendar, day: LocalDay): Instant {
  return instantIn(zone, `${shift(day, 1)}T00:00`);
}

/**
 * The day a period ends that began with an event of this day (Regulation 1182/71 art 3): the day of the event is not
 * counted; months end on the same date, or on the last day of a month that has none such.
 */
export function dayAfter(day: LocalDay, duration: string): LocalDay {
  return dayOf(addDuration(Date.parse(`${day}T00:00Z`), duration));
}

/** The n-th working day after a day. */
export function workdayAfter(calendar: Calendar, day: LocalDay, count: number): LocalDay {
  let at = day;
  for (let left = count; left > 0; left -= isWorkday(calendar, at) ? 1 : 0) at = shift(at, 1);
  return at;
}

/** The day itself where it is a working day, else the next that is (Regulation 1182/71 art 3(4)). */
export function rolled(calendar: Calendar, day: LocalDay): LocalDay {
  return isWorkday(calendar, day) ? day : workdayAfter(calendar, day, 1);
}

function isWorkday({ holidays }: Calendar, day: LocalDay): boolean {
  const weekday = new Date(`${day}T00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.includes(day);
}

function shift(day: LocalDay, days: number): LocalDay {
  return dayOf(Date.parse(`${day}T00:00Z`) + days * DAY);
}
