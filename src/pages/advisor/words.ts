import type { Bindings } from "../../storage/bindings.ts";
import { readPhrases } from "../../storage/phrases.ts";
import { EN } from "./words-en.ts";

/** The fixed phrases of the adviser's page. `{…}` stands for what is filled in. */
export type Words = { readonly [phrase in keyof typeof EN]: string };

/** The phrases of a locale's language; what is not written in it is English. */
export async function wordsFor(env: Bindings, locale: string): Promise<Words> {
  const language = /^[a-z]{2,3}(?![^-])/.exec(locale.toLowerCase())?.[0] ?? "en";
  return { ...EN, ...(await readPhrases<Partial<Words>>(env, `advisor/words-${language}`, EN)) };
}
