import type { Bindings } from "../storage/bindings.ts";
import { languageOf, readEnglish, readPhrases } from "../storage/phrases.ts";

/** The phrases of a page in a locale's language; what is not written in it, or cannot be read now, is English. Throws `Unavailable`. */
export async function phrasesOf<W extends object>(env: Bindings, page: "centre" | "advisor" | "console", locale: string): Promise<W> {
  const [english, own] = await Promise.all([
    readEnglish<W>(env, `${page}/words-en`),
    readPhrases<Partial<W>>(env, `${page}/words-${languageOf(locale)}`, {}),
  ]);
  return { ...english, ...own };
}

/** A phrase with what it leaves open. */
export function filled(phrase: string, values: { readonly [name: string]: string }): string {
  return phrase.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
