import { writtenTag } from "../core/consent/phrases.ts";
import { CENTRE_EN } from "../core/consent/phrases/centre-en.ts";
import type { CentrePhrases } from "../core/consent/phrases/centre-words.ts";
import { CARD_EN, type CardWords } from "../core/exchange/card-words.ts";
import type { Bindings } from "./bindings.ts";
import { within } from "./within.ts";

const WAIT_MS = 1_000;
const read = new Map<string, unknown>();

/** The phrases of the preference centre in a locale. */
export function readCentrePhrases(env: Bindings, locale: string): Promise<CentrePhrases> {
  return readPhrases(env, `phrases/centre-${writtenTag(locale)}`, CENTRE_EN);
}

/** The fixed words of a question's card in a locale. */
export function readCardWords(env: Bindings, locale: string): Promise<CardWords> {
  return readPhrases(env, `phrases/card-${writtenTag(locale)}`, CARD_EN);
}

/** Phrases that lie in a file beside the Worker, read once an isolate; the English ones where there is none, or it cannot be read now. */
export async function readPhrases<P>({ ASSETS }: Bindings, path: string, english: P): Promise<P> {
  const known = read.get(path) as P | undefined;
  if (known !== undefined || path.endsWith("-en")) return known ?? english;
  const response = ASSETS ? await within(WAIT_MS, ASSETS.fetch(`https://assets/${path}.json`)).catch(() => null) : null;
  if (!response?.ok && response?.status !== 404) return english;
  const phrases = response.ok ? await response.json<P>() : english;
  read.set(path, phrases);
  return phrases;
}
