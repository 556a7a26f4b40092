import { ASIA } from "./phrases/asia.ts";
import { EUROPE_EAST } from "./phrases/europe-east.ts";
import { EUROPE_NORTH } from "./phrases/europe-north.ts";
import { EUROPE_SOUTH } from "./phrases/europe-south.ts";
import { EUROPE_WEST } from "./phrases/europe-west.ts";
import { MIDDLE_EAST } from "./phrases/middle-east.ts";

/** The fixed phrases of the notice. What a brand says of its purposes stands in its program. */
export interface Phrases {
  readonly title: string;
  readonly body: string;
  readonly accept: string;
  readonly refuse: string;
  readonly choices: string;
  readonly withdraw: string;
  readonly save: string;
  readonly close: string;
  readonly saved: string;
  readonly failed: string;
  readonly why: string;
  readonly because: string;
}

const WRITTEN: Readonly<Record<string, Phrases>> = {
  ...EUROPE_NORTH,
  ...EUROPE_WEST,
  ...EUROPE_SOUTH,
  ...EUROPE_EAST,
  ...MIDDLE_EAST,
  ...ASIA,
};
const PHRASES: ReadonlyMap<string, Phrases> = new Map(Object.entries(WRITTEN).map(([tag, phrases]) => [tag.toLowerCase(), phrases]));

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
const RTL: ReadonlySet<string> = new Set(["ar", "fa", "he", "iw", "ur"]);

/** The phrases of a locale, else of what is left as its last parts fall away, else English. */
export function phrasesFor(locale: string): Phrases {
  const parts = locale.toLowerCase().split("-");
  for (let kept = parts.length; kept > 0; kept -= 1) {
    const tag = parts.slice(0, kept).join("-");
    const found = PHRASES.get(ALIASES.get(tag) ?? tag);
    if (found) return found;
  }
  return EUROPE_WEST.en;
}

/** The writing direction of a locale. */
export function directionOf(locale: string): "ltr" | "rtl" {
  const [language = ""] = locale.toLowerCase().split("-");
  return RTL.has(language) ? "rtl" : "ltr";
}
