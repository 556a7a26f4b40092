import { beforeAll, describe, expect, it } from "vitest";
import { dayIn } from "../../../src/core/exchange/offer.ts";
import { sentenceOf } from "../../../src/core/exchange/offer-sentence.ts";
import { compileProgram } from "../../../src/core/program/compile.ts";
import type { CompiledOffer } from "../../../src/core/program/compiled-offer.ts";
import { lintProgram } from "../../../src/core/program/lint.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { OFFER_AUDIENCES, OFFERS } from "../../support/offers.ts";
import { testProgram } from "../../support/program.ts";

const parsed = (changes: object) => programSchema().parse(testProgram({ offers: OFFERS, audiences: OFFER_AUDIENCES, ...changes }));
const found = (changes: object, offer: object) =>
  lintProgram(parsed({ ...changes, offers: [{ ...OFFERS[5], ...offer }] })).map(({ code, path }) => `${code} ${path}`);

let offers: readonly CompiledOffer[] = [];
beforeAll(async () => {
  const compiled = await compileProgram(parsed({}));
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  offers = compiled.value.offers;
});

const offer = (key: string): CompiledOffer => {
  const known = offers.find((item) => item.key === key);
  if (!known) throw new Error(key);
  return known;
};

describe("the rule of an offer in one sentence", () => {
  it.each([
    ["en", "first-twenty", "10% off, with the code HELLO, for the first 20."],
    ["en", "over", "10% off, until November 21, 2026."],
    ["en", "to-come", "10% off, from December 1, 2026."],
    ["en", "by-itself", "10% off, not together with other offers."],
    ["en", "own-code", "A towel, with your own code."],
    ["de", "once-each", "5,00 € Rabatt, einmal pro Person."],
    ["de", "daily", "10 % Rabatt, höchstens 2 am Tag."],
    ["fr", "once-each", "5,00 € de réduction, une fois par personne."],
    ["es", "once-each", "5,00 € de descuento, una vez por persona."],
    ["it", "once-each", "5,00 € di sconto, una volta a persona."],
    ["nl", "once-each", "€ 5,00 korting, één keer per persoon."],
    ["pl", "once-each", "€5.00 off, once per person."],
  ])("%s, %s", (locale, key, sentence) => {
    expect(sentenceOf(offer(key), locale).replaceAll(/[\u00a0\u202f]/g, " ")).toBe(sentence);
  });
});

describe("limits", () => {
  it("count for the day on the offer's clocks", () => {
    const night = Date.parse("2026-11-22T23:30:00Z");
    expect([dayIn("UTC", night), dayIn("Europe/Berlin", night), dayIn("America/Los_Angeles", night)]).toEqual([
      "2026-11-22",
      "2026-11-23",
      "2026-11-22",
    ]);
  });
});

describe("an offer is refused", () => {
  it.each([
    ["with one code for all that is missing", { codes: "one" }, "E130 offers.0.code"],
    ["with a word nobody may use", { code: "HELLO" }, "E130 offers.0.code"],
    ["for an audience nobody defined", { audience: "nobody" }, "E109 offers.0.audience"],
    ["at a merchant nobody defined", { merchants: ["nobody"] }, "E109 offers.0.merchants"],
    ["without a text in a language", { texts: { en: { name: "Off" } } }, "E106 offers.0.texts.de"],
  ])("%s", (_, change, finding) => {
    expect(found({}, {})).not.toContain(finding);
    expect(found({}, change)).toContain(finding);
  });

  it("with the code of another", () => {
    const twice = parsed({ offers: [OFFERS[0], { ...OFFERS[0], key: "second" }] });
    expect(lintProgram(twice).map(({ code, path }) => `${code} ${path}`)).toContain("E104 offers.1.code");
  });
});
