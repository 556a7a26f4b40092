import { CENTRE_ASIA } from "./phrases/centre-asia.ts";
import { CENTRE_BALKAN } from "./phrases/centre-balkan.ts";
import { CENTRE_BALTIC } from "./phrases/centre-baltic.ts";
import { CENTRE_EAST } from "./phrases/centre-east.ts";
import { CENTRE_EN } from "./phrases/centre-en.ts";
import { CENTRE_MIDDLE_EAST } from "./phrases/centre-middle-east.ts";
import { CENTRE_NORTH } from "./phrases/centre-north.ts";
import { CENTRE_SOUTH } from "./phrases/centre-south.ts";
import { CENTRE_WEST } from "./phrases/centre-west.ts";
import type { CentrePhrases } from "./phrases/centre-words.ts";
import { byTag, inLocale } from "./phrases/locale.ts";

/** By tag in lower case. The Worker reads them as files, one a language; only English is part of it. */
export const CENTRE_PHRASES = byTag<CentrePhrases>({
  en: CENTRE_EN,
  ...CENTRE_NORTH,
  ...CENTRE_BALTIC,
  ...CENTRE_WEST,
  ...CENTRE_SOUTH,
  ...CENTRE_EAST,
  ...CENTRE_BALKAN,
  ...CENTRE_MIDDLE_EAST,
  ...CENTRE_ASIA,
});

/** The phrases of the preference centre in a locale, else of what is left as its last parts fall away, else in English. */
export function centrePhrasesFor(locale: string): CentrePhrases {
  return inLocale(CENTRE_PHRASES, locale) ?? CENTRE_EN;
}
