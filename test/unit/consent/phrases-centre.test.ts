import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { centrePhrasesFor } from "../../../src/core/consent/phrases-centre.ts";
import { phrasesFor } from "../../../src/core/consent/phrases.ts";
import { CENTRE_EN } from "../../../src/core/consent/phrases/centre-en.ts";
import type { CentrePhrases } from "../../../src/core/consent/phrases/centre-words.ts";
import { lengthOf, strangers } from "./letters.ts";

const PROMISED = (
  "bg hr cs da nl en et fi fr de el hu ga is it lv lt mt nb pl pt pt-BR ro sk sl es sv tr uk " +
  "ar he fa ja ko zh-Hans zh-Hant hi id vi ca ur"
).split(" ");
const OTHERS = PROMISED.filter((locale) => locale !== "en");
const KEYS = Object.keys(CENTRE_EN).toSorted();
/** Buttons and links, and names of what stands beside them: short, and no sentences. */
const BUTTONS = ["details", "acceptAll", "refuseAll", "load", "reload", "ageYes", "ageNo", "proof", "yourChoices"] as const;
const NAMES = [
  "always",
  "benefit",
  "basis",
  "basisConsent",
  "basisContract",
  "basisDuty",
  "kept",
  "data",
  "shared",
  "nobody",
  "partners",
] as const;
const SENTENCES = ["stopped", "tooYoung", "limited", "held", "reloadWhy"] as const;

function entries(locale: string): readonly (readonly [key: string, text: string])[] {
  return Object.entries(centrePhrasesFor(locale));
}

function placeholders(text: string): readonly string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([found]) => found).toSorted((a, b) => (a < b ? -1 : 1));
}

describe("the phrases of the preference centre", () => {
  it.each(OTHERS)("are written in %s, each of them", (locale) => {
    const english: readonly string[] = Object.values(CENTRE_EN);
    expect(Object.keys(centrePhrasesFor(locale)).toSorted()).toEqual(KEYS);
    expect(entries(locale).filter(([, text]) => english.includes(text))).toEqual([]);
    for (const [key, text] of entries(locale)) expect(text, key).toBe(text.trim().normalize("NFC"));
  });

  it.each(PROMISED)("say one thing each in %s, and on the buttons what the first layer says", (locale) => {
    const phrases = centrePhrasesFor(locale);
    expect(new Set(Object.values(phrases)).size).toBe(KEYS.length);
    expect([phrases.acceptAll, phrases.refuseAll]).toEqual([phrasesFor(locale).accept, phrasesFor(locale).refuse]);
  });

  it.each(PROMISED)("keep their placeholders in %s, and no other", (locale) => {
    const english: CentrePhrases = CENTRE_EN;
    for (const [key, text] of entries(locale)) expect(placeholders(text), key).toEqual(placeholders(english[key as keyof CentrePhrases]));
    for (const [key, text] of entries(locale)) expect(text.replaceAll(/\{\w+\}/g, "x"), key).not.toMatch(/[{}<>!！]|\.\.|\s\s/u);
  });

  it.each(PROMISED)("keep the form of what they say in %s", (locale) => {
    const phrases = centrePhrasesFor(locale);
    for (const key of [...BUTTONS, ...NAMES, "honoured", "limit", "incentive", "basisInterest"] as const)
      expect(phrases[key], key).not.toMatch(/[.?:;。？：؟।۔]$/u);
    for (const key of SENTENCES) expect(phrases[key], key).toMatch(/[.。।۔]$/u);
    expect(phrases.ageAsk).toMatch(/[?？؟;]$/u);
  });

  it.each(PROMISED)("fit their places in %s", (locale) => {
    const phrases = centrePhrasesFor(locale);
    for (const key of BUTTONS) expect(lengthOf(phrases[key]), `${key}: ${phrases[key]}`).toBeLessThanOrEqual(44);
    for (const key of NAMES) expect(lengthOf(phrases[key]), `${key}: ${phrases[key]}`).toBeLessThanOrEqual(36);
    expect(lengthOf(phrases.honoured), phrases.honoured).toBeLessThanOrEqual(40);
    for (const [key, text] of entries(locale)) expect(lengthOf(text), key).toBeLessThanOrEqual(100);
  });

  it.each(PROMISED)("use the letters of %s", (locale) => {
    for (const [key, text] of entries(locale)) expect(strangers(locale, text.replaceAll(/\{\w+\}/g, "")), key).toEqual([]);
  });

  it.each(PROMISED)("are at most 1.5 KB in %s, compressed", (locale) => {
    expect(gzipSync(JSON.stringify(centrePhrasesFor(locale))).length).toBeLessThanOrEqual(1_536);
  });

  it("are found as those of the first layer are: by region, script and old names, else in English", () => {
    const found: readonly (readonly [wanted: string, written: string])[] = [
      ["de-AT", "de"],
      ["pt-br", "pt-BR"],
      ["no-NO", "nb"],
      ["iw", "he"],
      ["zh-TW", "zh-Hant"],
      ["zh", "zh-Hans"],
      ["xx", "en"],
      ["constructor", "en"],
    ];
    for (const [wanted, written] of found) expect(centrePhrasesFor(wanted), wanted).toBe(centrePhrasesFor(written));
  });
});
