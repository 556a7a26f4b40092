/** A value as a person reads it. */
export function valueIn(value: unknown, locale: string): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return new Intl.NumberFormat(locale).format(value);
  if (typeof value === "boolean") return value ? "✓" : "✗";
  if (Array.isArray(value)) return value.length === 0 ? "–" : value.map((item) => valueIn(item, locale)).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
