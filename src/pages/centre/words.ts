import { EN } from "./words-en.ts";

/** The fixed phrases of the centre beside those of the notice. `{…}` stands for what is filled in. */
export type Words = { readonly [phrase in keyof typeof EN]: string };

const loaded = new Map<string, Words>([["en", EN]]);
const ADDRESS = "https://assets.invalid/centre/words-";

/** The phrases of a locale's language, which lie among the assets; English where they are not to be had. */
export async function wordsFor(assets: Fetcher | undefined, locale: string): Promise<Words> {
  const [language = "en"] = locale.toLowerCase().split("-");
  const known = loaded.get(language);
  if (known) return known;
  const words = await load(assets, language);
  loaded.set(language, words);
  return words;
}

async function load(assets: Fetcher | undefined, language: string): Promise<Words> {
  const answer = /^[a-z]{2,3}$/.test(language) ? await assets?.fetch(`${ADDRESS}${language}.json`).catch(() => null) : null;
  return answer?.ok ? { ...EN, ...(await answer.json<Partial<Words>>()) } : EN;
}

/** A phrase with what it leaves open. */
export function filled(phrase: string, values: { readonly [name: string]: string }): string {
  return phrase.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
