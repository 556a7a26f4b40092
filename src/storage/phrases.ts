import { writtenTag } from "../core/consent/phrases.ts";
import { CENTRE_EN } from "../core/consent/phrases/centre-en.ts";
import type { CentrePhrases } from "../core/consent/phrases/centre-words.ts";
import { CARD_EN, type CardWords } from "../core/exchange/card-words.ts";
import type { Authorities } from "../core/rights/authority.ts";
import { DESK_EN, type DeskWords } from "../core/rights/desk-words.ts";
import type { Bindings } from "./bindings.ts";
import { Unavailable, within } from "./within.ts";

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

/** What a letter to a desk says in a locale. */
export function readDeskWords(env: Bindings, locale: string): Promise<DeskWords> {
  return readPhrases(env, `desk/words-${languageOf(locale)}`, DESK_EN);
}

/** The authorities people may complain to; none where they cannot be read now. */
export function readAuthorities(env: Bindings): Promise<Authorities> {
  return readPhrases(env, "rights/authorities", {});
}

/** The language of a locale, as the files of a page name it. */
export function languageOf(locale: string): string {
  return /^[a-z]{2,3}(?![^-])/.exec(locale.toLowerCase())?.[0] ?? "en";
}

/** Phrases that lie in a file beside the Worker, read once an isolate; the English ones where there is none, or it cannot be read now. */
export async function readPhrases<P>(env: Bindings, path: string, english: P): Promise<P> {
  if (path.endsWith("-en")) return english;
  return (await readOnce<P>(env, path).catch(() => null)) ?? english;
}

/** English phrases that lie in such a file. Throws `Unavailable`. */
export async function readEnglish<P>(env: Bindings, path: string): Promise<P> {
  const phrases = await readOnce<P>(env, path);
  if (phrases === null) throw new Unavailable(`there is no ${path}`);
  return phrases;
}

/** Null where there is no such file. Throws `Unavailable`. */
async function readOnce<P>({ ASSETS }: Bindings, path: string): Promise<P | null> {
  const known = read.get(path) as P | null | undefined;
  if (known !== undefined) return known;
  const response = ASSETS ? await within(WAIT_MS, ASSETS.fetch(`https://assets/${path}.json`)) : null;
  if (!response?.ok && response?.status !== 404) throw new Unavailable(`${path} cannot be read`);
  const phrases = response.ok ? await response.json<P>() : null;
  read.set(path, phrases);
  return phrases;
}
