import { CENTRE_EN } from "./phrases/centre-en.ts";
import type { CentrePhrases } from "./phrases/centre-words.ts";

const WRITTEN: Readonly<Record<string, CentrePhrases>> = { en: CENTRE_EN };

/** The phrases of a locale, else English. */
export function centrePhrasesFor(locale: string): CentrePhrases {
  return WRITTEN[locale.toLowerCase()] ?? CENTRE_EN;
}
