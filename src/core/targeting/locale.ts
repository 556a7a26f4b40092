/** The program's locale that fits a wanted language tag best: itself, its language, else the first. */
export function localeOf(locales: readonly string[], wanted: string | null): string {
  const [fallback = "en"] = locales;
  if (!wanted) return fallback;
  const lower = wanted.toLowerCase();
  const exact = locales.find((locale) => locale.toLowerCase() === lower);
  const [language] = lower.split("-");
  return exact ?? locales.find((locale) => locale.toLowerCase().split("-")[0] === language) ?? fallback;
}
