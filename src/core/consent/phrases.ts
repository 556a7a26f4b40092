import { ASIA } from "./phrases/asia.ts";
import { EUROPE_EAST } from "./phrases/europe-east.ts";
import { EUROPE_NORTH } from "./phrases/europe-north.ts";
import { EUROPE_SOUTH } from "./phrases/europe-south.ts";
import { EUROPE_WEST } from "./phrases/europe-west.ts";
import { byTag, inLocale, tagIn } from "./phrases/locale.ts";
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
  /** Leads to the trust label. */
  readonly label: string;
}

const PHRASES = byTag<Phrases>({
  ...EUROPE_NORTH,
  ...EUROPE_WEST,
  ...EUROPE_SOUTH,
  ...EUROPE_EAST,
  ...MIDDLE_EAST,
  ...ASIA,
});

/** The phrases of a locale, else of what is left as its last parts fall away, else English. */
export function phrasesFor(locale: string): Phrases {
  return inLocale(PHRASES, locale) ?? EUROPE_WEST.en;
}

/** The tag under which phrases are written for a locale, in lower case: `en` where they are not. */
export function writtenTag(locale: string): string {
  return tagIn(PHRASES, locale) ?? "en";
}
