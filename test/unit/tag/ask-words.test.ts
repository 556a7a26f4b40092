import { describe, expect, it } from "vitest";
import { centrePhrasesFor } from "../../../src/core/consent/phrases-centre.ts";
import { WORDS, wordsIn } from "../../../src/tag/ask/words.ts";
import { lengthOf, strangers } from "../consent/letters.ts";

const LOCALES = Object.keys(WORDS);

describe("the words of a card", () => {
  it("are written in every language the notice speaks", () => {
    for (const locale of LOCALES) if (locale !== "en") expect(centrePhrasesFor(locale), locale).not.toBe(centrePhrasesFor("en"));
    expect(LOCALES).toHaveLength(41);
  });

  it.each(LOCALES)("say one thing each in %s, fit their buttons, and use its letters", (locale) => {
    const words = wordsIn(locale);
    expect(words).toBe(WORDS[locale]);
    expect(new Set(words).size).toBe(words.length);
    for (const [at, text] of words.entries()) {
      expect(text).toBe(text.trim().normalize("NFC"));
      expect(strangers(locale, text)).toEqual([]);
      expect(lengthOf(text)).toBeLessThanOrEqual(at < 4 ? 24 : 80);
    }
  });

  it("are found by region and old names, else in English", () => {
    expect([wordsIn("de-AT"), wordsIn("no"), wordsIn("xx")]).toEqual([WORDS["de"], WORDS["nb"], WORDS["en"]]);
  });
});
