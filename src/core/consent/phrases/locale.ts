/** Tags, in lower case, whose readers are served by phrases that stand under another. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["in", "id"],
  ["iw", "he"],
  ["nn", "nb"],
  ["no", "nb"],
  ["zh", "zh-hans"],
  ["zh-hk", "zh-hant"],
  ["zh-mo", "zh-hant"],
  ["zh-tw", "zh-hant"],
]);

/** Phrases by their tag in lower case. */
export function byTag<P>(written: Readonly<Record<string, P>>): ReadonlyMap<string, P> {
  return new Map(Object.entries(written).map(([tag, phrases]) => [tag.toLowerCase(), phrases]));
}

/** The tag a locale is written under: its own, else of what is left as its last parts fall away; undefined for neither. */
export function tagIn(written: ReadonlyMap<string, unknown>, locale: string): string | undefined {
  const parts = locale.toLowerCase().split("-");
  for (let kept = parts.length; kept > 0; kept -= 1) {
    const tag = parts.slice(0, kept).join("-");
    const found = ALIASES.get(tag) ?? tag;
    if (written.has(found)) return found;
  }
  return undefined;
}

/** What is written for a locale; undefined where nothing is. */
export function inLocale<P>(written: ReadonlyMap<string, P>, locale: string): P | undefined {
  const tag = tagIn(written, locale);
  return tag === undefined ? undefined : written.get(tag);
}

const RTL: ReadonlySet<string> = new Set(["ar", "fa", "he", "iw", "ur"]);

/** The writing direction of a locale. */
export function directionOf(locale: string): "ltr" | "rtl" {
  const [language = ""] = locale.toLowerCase().split("-");
  return RTL.has(language) ? "rtl" : "ltr";
}
