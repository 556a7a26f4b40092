import type { Bindings } from "../storage/bindings.ts";
import { readPhrases } from "../storage/phrases.ts";

/** The phrases of a page in a locale's language; what is not written in it is English. */
export async function phrasesOf<W extends object>(env: Bindings, page: "centre" | "advisor", locale: string, english: W): Promise<W> {
  const language = /^[a-z]{2,3}(?![^-])/.exec(locale.toLowerCase())?.[0] ?? "en";
  return { ...english, ...(await readPhrases<Partial<W>>(env, `${page}/words-${language}`, english)) };
}

/** A phrase with what it leaves open. */
export function filled(phrase: string, values: { readonly [name: string]: string }): string {
  return phrase.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
