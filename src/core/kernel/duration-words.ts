const UNITS = ["year", "month", "week", "day", "hour", "minute", "second"] as const;
const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** An ISO 8601 duration in the words of a language, such as "180 days"; left as it is where it is none. */
export function inWords(duration: string, locale: string): string {
  const [, ...amounts] = DURATION.exec(duration) ?? [];
  const parts = UNITS.flatMap((unit, at) => {
    const amount = Number(amounts[at] ?? 0);
    return amount ? [new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(amount)] : [];
  });
  return parts.join(" ") || duration;
}
