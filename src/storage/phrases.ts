import { writtenTag } from "../core/consent/phrases.ts";
import { CENTRE_EN } from "../core/consent/phrases/centre-en.ts";
import type { CentrePhrases } from "../core/consent/phrases/centre-words.ts";
import type { Bindings } from "./bindings.ts";
import { within } from "./within.ts";

const WAIT_MS = 1_000;
const read = new Map<string, CentrePhrases>([["en", CENTRE_EN]]);

/** The phrases of the preference centre in a locale: a file beside the Worker, read once an isolate; English where it cannot be read. */
export async function readCentrePhrases({ ASSETS }: Bindings, locale: string): Promise<CentrePhrases> {
  const tag = writtenTag(locale);
  const known = read.get(tag);
  if (known || !ASSETS) return known ?? CENTRE_EN;
  try {
    const response = await within(WAIT_MS, ASSETS.fetch(`https://assets/phrases/centre-${tag}.json`));
    if (!response.ok) return CENTRE_EN;
    const phrases = await response.json<CentrePhrases>();
    read.set(tag, phrases);
    return phrases;
  } catch {
    return CENTRE_EN;
  }
}
