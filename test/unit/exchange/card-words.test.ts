import { describe, expect, it } from "vitest";
import { centrePhrasesFor } from "../../../src/core/consent/phrases-centre.ts";
import { writtenTag } from "../../../src/core/consent/phrases.ts";
import { CARD_WORDS } from "../../../src/core/exchange/card-words.ts";
import { lengthOf, strangers } from "../consent/letters.ts";

const LOCALES = Object.keys(CARD_WORDS);

describe("the words of a card", () => {
  it("are written in every language the notice speaks", () => {
    for (const locale of LOCALES) if (locale !== "en") expect(centrePhrasesFor(locale), locale).not.toBe(centrePhrasesFor("en"));
    expect(LOCALES).toHaveLength(41);
  });

  it.each(LOCALES)("say one thing each in %s, fit their buttons, and use its letters", (locale) => {
    const words = CARD_WORDS[locale] ?? [];
    expect(writtenTag(locale)).toBe(locale.toLowerCase());
    expect(words).toHaveLength(7);
    expect(new Set(words).size).toBe(words.length);
    for (const [at, text] of words.entries()) {
      expect(text).toBe(text.trim().normalize("NFC"));
      expect(strangers(locale, text)).toEqual([]);
      expect(lengthOf(text)).toBeLessThanOrEqual(at < 4 ? 24 : 80);
    }
  });
});
