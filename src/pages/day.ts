const DAY = { dateStyle: "medium" } as const;
const MINUTE = { year: "numeric", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" } as const;

/** A day, as a language writes it; where it matters the time of day too, which says of which zone it is. */
export function dayIn(at: string | number, locale: string, withTime = false): string {
  return new Intl.DateTimeFormat(locale, { ...(withTime ? MINUTE : DAY), timeZone: "UTC" }).format(new Date(at));
}
