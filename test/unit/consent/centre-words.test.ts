import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import EN from "../../../src/pages/centre/assets/words-en.json" with { type: "json" };
import { strangers } from "./letters.ts";

const FOLDER = new URL("../../../src/pages/centre/assets/", import.meta.url);
const WRITTEN = readdirSync(FOLDER).flatMap((name) => /^words-(?!en\.)(.+)\.json$/.exec(name)?.[1] ?? []);
const gaps = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).toSorted();
/** Whether it is a sentence, a question, the head of a list, or none of them. */
const endOf = (text: string): string => (/[.?:؟]$/u.exec(text)?.[0] ?? "").replace("؟", "?");

function wordsIn(language: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(new URL(`words-${language}.json`, FOLDER), "utf8")) as Record<string, string>;
}

it("the centre speaks the most used languages of Europe, and Arabic", () => {
  expect(WRITTEN.toSorted()).toEqual(["ar", "da", "de", "es", "fr", "it", "nl", "pl", "pt", "sv"]);
});

describe.each(WRITTEN)("the centre in %s", (language) => {
  const words = wordsIn(language);

  it("says all that English says, leaves the same open, and ends as it does", () => {
    expect(Object.keys(words).toSorted()).toEqual(Object.keys(EN).toSorted());
    for (const [phrase, text] of Object.entries(EN)) {
      expect([phrase, gaps(words[phrase] ?? "")]).toEqual([phrase, gaps(text)]);
      expect([phrase, endOf(words[phrase] ?? "")]).toEqual([phrase, endOf(text)]);
    }
  });

  it("is written in its own letters, tidily, and repeats no sentence of the English", () => {
    const english: readonly string[] = Object.values(EN);
    for (const [phrase, text] of Object.entries(words)) {
      expect(strangers(language, text.replaceAll(/\{\w+\}/g, "")), phrase).toEqual([]);
      expect(text, phrase).toBe(text.trim().normalize("NFC"));
      expect(text, phrase).not.toMatch(/!|\.\.|\s\s|[<>]/u);
      expect(/\p{Letter} \p{Letter}/u.test(text) && english.includes(text), phrase).toBe(false);
    }
  });
});

it("the screen of a collection speaks the same languages, each with all that English says", async () => {
  const script = new URL("../../../src/pages/collect/assets/words.js", import.meta.url).href;
  const { WORDS } = (await import(script)) as { readonly WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> };
  expect(Object.keys(WORDS).toSorted()).toEqual([...WRITTEN, "en"].toSorted());
  for (const [language, words] of Object.entries(WORDS)) {
    expect(Object.keys(words), language).toEqual(Object.keys(WORDS["en"] ?? {}));
    for (const [phrase, text] of Object.entries(words))
      expect([language, phrase, ...strangers(language, text)]).toEqual([language, phrase]);
  }
});
