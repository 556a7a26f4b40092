import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { lengthOf, strangers } from "./letters.ts";
import { phrasesFor, type Phrases } from "../../../src/core/consent/phrases.ts";
import { directionOf } from "../../../src/core/consent/phrases/locale.ts";
import { ASIA } from "../../../src/core/consent/phrases/asia.ts";
import { EUROPE_EAST } from "../../../src/core/consent/phrases/europe-east.ts";
import { EUROPE_NORTH } from "../../../src/core/consent/phrases/europe-north.ts";
import { EUROPE_SOUTH } from "../../../src/core/consent/phrases/europe-south.ts";
import { EUROPE_WEST } from "../../../src/core/consent/phrases/europe-west.ts";
import { MIDDLE_EAST } from "../../../src/core/consent/phrases/middle-east.ts";

const REGIONS: readonly Readonly<Record<string, Phrases>>[] = [EUROPE_NORTH, EUROPE_WEST, EUROPE_SOUTH, EUROPE_EAST, MIDDLE_EAST, ASIA];
const WRITTEN = REGIONS.flatMap((region) => Object.entries(region));
const PROMISED = (
  "bg hr cs da nl en et fi fr de el hu ga is it lv lt mt nb no pl pt pt-BR ro sk sl es sv tr uk " +
  "ar he fa ja ko zh zh-Hans zh-Hant zh-TW hi id vi ca ur"
).split(" ");
const ENGLISH = EUROPE_WEST.en;
const KEYS = Object.keys(ENGLISH).toSorted();
const BUTTONS = ["accept", "refuse", "choices", "withdraw", "save", "close"] as const;

function entries(phrases: Phrases): readonly (readonly [key: string, text: string])[] {
  return Object.entries(phrases);
}

describe("the phrases", () => {
  it("exist in at least 32 languages, each written once", () => {
    const tags = WRITTEN.map(([locale]) => locale);
    expect(new Set(tags.map((tag) => tag.split("-")[0])).size).toBeGreaterThanOrEqual(32);
    expect(tags.filter((tag, at) => tags.indexOf(tag) !== at)).toEqual([]);
    expect(tags.map((tag) => Intl.getCanonicalLocales(tag)[0])).toEqual(tags);
  });

  it.each(PROMISED.filter((locale) => locale !== "en"))("exist in %s", (locale) => {
    expect(phrasesFor(locale)).not.toBe(ENGLISH);
  });

  it.each(WRITTEN)("are complete in %s, and found by its tag in any case", (locale, phrases) => {
    expect(Object.keys(phrases).toSorted()).toEqual(KEYS);
    for (const [key, text] of entries(phrases)) expect(text.trim().length, key).toBeGreaterThan(1);
    for (const [key, text] of entries(phrases)) expect(text, key).toBe(text.trim().normalize("NFC"));
    for (const tag of [locale, locale.toLowerCase(), locale.toUpperCase()]) expect(phrasesFor(tag)).toBe(phrases);
  });

  it.each(WRITTEN)("say one thing each in %s", (_, phrases) => {
    expect(phrases.accept).not.toBe(phrases.refuse);
    expect(new Set(Object.values(phrases)).size).toBe(KEYS.length);
  });

  it.each(WRITTEN)("fit their buttons in %s", (_, { accept, refuse, ...rest }) => {
    const all: Phrases = { accept, refuse, ...rest };
    for (const key of BUTTONS) expect(lengthOf(all[key]), all[key]).toBeLessThanOrEqual(28);
    // Two equal buttons on 320 px: a longer word would break within, and a much longer text would make its button the lesser one.
    for (const word of `${accept} ${refuse}`.split(" ")) expect(lengthOf(word), word).toBeLessThanOrEqual(12);
    expect(Math.abs(lengthOf(accept) - lengthOf(refuse))).toBeLessThanOrEqual(6);
  });

  it.each(WRITTEN)("keep the form of what they say in %s", (_, phrases) => {
    for (const key of ["title", ...BUTTONS] as const) expect(phrases[key]).not.toMatch(/[.!?:;。！？：؟।۔]$/u);
    expect(phrases.why).toMatch(/[?？؟;]$/u);
    expect(phrases.because).toMatch(/[:：]$/u);
    expect(phrases.saved).toMatch(/[.。।۔]$/u);
    for (const key of ["body", "failed"] as const) expect(phrases[key]).toMatch(/\S[.。।۔]\s?\S.*[.。।۔]$/u);
    for (const [key, text] of entries(phrases)) expect(text, key).not.toMatch(/!|！|[<>{}]|\.\.|\s\s/u);
  });

  it.each(WRITTEN)("use the letters of %s", (locale, phrases) => {
    for (const [key, text] of entries(phrases)) expect(strangers(locale, text), key).toEqual([]);
  });

  it.each(WRITTEN.filter(([locale]) => locale !== "en"))("repeat nothing of the English ones in %s", (_, phrases) => {
    expect(entries(phrases).filter(([, text]) => Object.values(ENGLISH).includes(text))).toEqual([]);
  });

  it.each(WRITTEN)("are at most 1.5 KB in %s, compressed", (_, phrases) => {
    expect(gzipSync(JSON.stringify(phrases)).length).toBeLessThanOrEqual(1536);
  });
});

describe("the phrases of a locale", () => {
  it.each<readonly [wanted: string, written: Phrases]>([
    ["de-AT", EUROPE_WEST.de],
    ["en-GB", ENGLISH],
    ["es-419", EUROPE_SOUTH.es],
    ["ca-ES-valencia", EUROPE_SOUTH.ca],
    ["pt", EUROPE_SOUTH.pt],
    ["pt-PT", EUROPE_SOUTH.pt],
    ["pt-BR", EUROPE_SOUTH["pt-BR"]],
    ["pt-br", EUROPE_SOUTH["pt-BR"]],
    ["no", EUROPE_NORTH.nb],
    ["no-NO", EUROPE_NORTH.nb],
    ["nn-NO", EUROPE_NORTH.nb],
    ["nb-NO", EUROPE_NORTH.nb],
    ["iw", MIDDLE_EAST.he],
    ["iw-IL", MIDDLE_EAST.he],
    ["in", ASIA.id],
    ["zh", ASIA["zh-Hans"]],
    ["zh-CN", ASIA["zh-Hans"]],
    ["zh-SG", ASIA["zh-Hans"]],
    ["zh-Hans-HK", ASIA["zh-Hans"]],
    ["zh-TW", ASIA["zh-Hant"]],
    ["zh-HK", ASIA["zh-Hant"]],
    ["zh-MO", ASIA["zh-Hant"]],
    ["zh-Hant-TW", ASIA["zh-Hant"]],
    ["xx", ENGLISH],
    ["xx-DE", ENGLISH],
    ["", ENGLISH],
    ["constructor", ENGLISH],
  ])("%s", (wanted, written) => {
    expect(phrasesFor(wanted)).toBe(written);
  });

  it("differ between Portugal and Brazil, and between the two scripts of Chinese", () => {
    expect(phrasesFor("pt-BR").body).not.toBe(phrasesFor("pt").body);
    expect(phrasesFor("zh-TW").body).not.toBe(phrasesFor("zh-CN").body);
  });
});

describe("the writing direction", () => {
  it.each(["ar", "ar-EG", "he", "he-IL", "iw", "fa", "fa-IR", "ur", "ur-PK", "AR"])("of %s is from right to left", (locale) => {
    expect(directionOf(locale)).toBe("rtl");
  });

  it.each(["en", "de-AT", "tr", "hi", "zh-Hant", "arn", "xx", ""])("of %j is from left to right", (locale) => {
    expect(directionOf(locale)).toBe("ltr");
  });

  it("fits the letters of the phrases", () => {
    for (const [locale, { body }] of WRITTEN) {
      expect(directionOf(locale), locale).toBe(/[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(body) ? "rtl" : "ltr");
    }
  });
});
