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

const EVENING = { from: "2026-11-22T09:30:00+01:00", until: "2026-11-30T18:00:00+01:00", zone: "Europe/Berlin" };
const MORE = [
  { ...OFFERS[5], key: "evening", ...EVENING },
  { ...OFFERS[5], key: "odd", benefit: { kind: "percent", value: 12.55 }, perPerson: 3, merchants: ["acme", "other"] },
];

let offers: readonly CompiledOffer[] = [];
beforeAll(async () => {
  const compiled = await compileProgram(parsed({ offers: [...OFFERS, ...MORE] }));
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
    ["en", "elsewhere", "10% off, at Other."],
    ["en", "evening", "10% off, from November 22, 2026 at 9:30 AM GMT+1, until November 30, 2026 at 6:00 PM GMT+1."],
    ["de", "evening", "10 % Rabatt, ab 22. November 2026 um 09:30 MEZ, bis 30. November 2026 um 18:00 MEZ."],
    ["en", "odd", "12.55% off, at Acme or Other, 3 times per person."],
    ["fr", "odd", "12,55 % de réduction, chez Acme ou Other, 3 fois par personne."],
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
    ["that ends before it begins", { from: "2026-12-01T00:00:00Z", until: "2026-11-01T00:00:00Z" }, "E165 offers.0.until"],
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
