/** A day, as a language writes it; the time of day too where it matters. */
export function dayIn(at: string | number, locale: string, withTime = false): string {
  const style = withTime ? ({ dateStyle: "medium", timeStyle: "short" } as const) : ({ dateStyle: "medium" } as const);
  return new Intl.DateTimeFormat(locale, { ...style, timeZone: "UTC" }).format(new Date(at));
}
