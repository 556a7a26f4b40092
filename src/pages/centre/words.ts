import type { Bindings } from "../../storage/bindings.ts";
import { readPhrases } from "../../storage/phrases.ts";
import { EN } from "./words-en.ts";

/** The fixed phrases of the centre beside those of the notice. `{…}` stands for what is filled in. */
export type Words = { readonly [phrase in keyof typeof EN]: string };

/** The phrases of a locale's language; what is not written in it is English. */
export async function wordsFor(env: Bindings, locale: string): Promise<Words> {
  const language = /^[a-z]{2,3}(?![^-])/.exec(locale.toLowerCase())?.[0] ?? "en";
  return { ...EN, ...(await readPhrases<Partial<Words>>(env, `centre/words-${language}`, EN)) };
}

/** A phrase with what it leaves open. */
export function filled(phrase: string, values: { readonly [name: string]: string }): string {
  return phrase.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
