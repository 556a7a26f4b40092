import type { Bindings } from "../../storage/bindings.ts";
import { phrasesOf } from "../words.ts";
import type EN from "./assets/words-en.json";

/** The fixed phrases of the centre beside those of the notice. `{…}` stands for what is filled in. */
export type Words = { readonly [phrase in keyof typeof EN]: string };

export function wordsFor(env: Bindings, locale: string): Promise<Words> {
  return phrasesOf<Words>(env, "centre", locale);
}
