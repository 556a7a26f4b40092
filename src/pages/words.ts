import type { Bindings } from "../storage/bindings.ts";
import { readEnglish, readPhrases } from "../storage/phrases.ts";

/** The phrases of a page in a locale's language; what is not written in it is English. */
export async function phrasesOf<W extends object>(env: Bindings, page: string, locale: string, english: W): Promise<W> {
  const language = /^[a-z]{2,3}(?![^-])/.exec(locale.toLowerCase())?.[0] ?? "en";
  return { ...english, ...(await readPhrases<Partial<W>>(env, `${page}/words-${language}`, english)) };
}

/** The same of a page of the staff, which has its English in a file too. Throws `Unavailable`. */
export async function staffPhrasesOf<W extends object>(env: Bindings, page: string, locale: string): Promise<W> {
  return phrasesOf(env, page, locale, await readEnglish<W>(env, `${page}/words-en`));
}

/** A phrase with what it leaves open. */
export function filled(phrase: string, values: { readonly [name: string]: string }): string {
  return phrase.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
