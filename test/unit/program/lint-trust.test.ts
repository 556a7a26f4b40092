import { expect, it } from "vitest";
import { lintProgram } from "../../../src/core/program/lint.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { askingProgram } from "../../support/asks.ts";

const texts = { en: "Send it back within 30 days", de: "30 Tage Rückgabe" };
const moment = (trust: readonly object[], key = "choosing") => ({ key, when: { shoeViews: { $gte: 2 } }, trust });
const codesOf = (...moments: readonly object[]) =>
  lintProgram(programSchema().parse(askingProgram({ moments }))).flatMap(({ code, path }) =>
    path.startsWith("moments") ? `${code} ${path}` : [],
  );

it("takes facts, guarantees and contacts that lead to a page, a telephone or a letter", () => {
  const pages = [undefined, "/returns", "https://shop.example/returns?of=shoes"];
  expect(codesOf(moment(pages.map((link) => ({ kind: "guarantee", texts, link }))))).toEqual([]);
  const contacts = ["tel:+49-30-23125-012", "mailto:help@shop.example", "https://shop.example/help"];
  expect(codesOf(moment(contacts.map((link) => ({ kind: "contact", texts, link }))))).toEqual([]);
});

it.each([
  "//evil.example/x",
  "/\\evil.example",
  "http://shop.example/",
  "javascript:alert(1)",
  "mailto:help@shop.example",
  "tel:+4930231250",
])("refuses a fact that leads to %s", (link) => {
  expect(codesOf(moment([{ kind: "fact", texts, link }]))).toEqual(["E163 moments.0.trust.0.link"]);
});

it.each(["mailto:nobody", "mailto:a@b.example?bcc=c@d.example", "tel:0800 no", "sms:+4930231250"])("refuses a contact at %s", (link) => {
  expect(codesOf(moment([{ kind: "contact", texts, link }]))).toEqual(["E163 moments.0.trust.0.link"]);
});

it("refuses a contact that cannot be reached, and what is not said in every language", () => {
  expect(codesOf(moment([{ kind: "contact", texts: { en: "Help" } }]))).toEqual([
    "E106 moments.0.trust.0.texts.de",
    "E164 moments.0.trust.0.link",
  ]);
});

it("wants the name of a moment in every language, where it has one", () => {
  expect(codesOf({ ...moment([]), name: { en: "Choosing" } })).toEqual(["E106 moments.0.name.de"]);
  expect(codesOf({ ...moment([]), name: { en: "Choosing", de: "Beim Aussuchen" } })).toEqual([]);
});

it("warns of what is shown nowhere", () => {
  expect(codesOf(moment([]), moment([{ kind: "fact", texts }], "first-use"))).toEqual(["W235 moments.1.trust"]);
});

it("takes a slot with a purpose and something to show, that may see what the moment is entered by", () => {
  const alone = (changes: object) => codesOf({ ...moment([{ kind: "fact", texts }]), slot: "aside", purpose: "personal", ...changes });
  expect(alone({})).toEqual([]);
  for (const changes of [{ slot: undefined }, { purpose: undefined }, { trust: undefined }])
    expect(alone(changes)).toEqual(["E188 moments.0"]);
  expect(alone({ slot: "nowhere" })).toEqual(["E109 moments.0.slot"]);
  expect(alone({ purpose: "nothing" })).toEqual(["E109 moments.0.purpose"]);
  expect(alone({ purpose: "contextual" })).toEqual([expect.stringMatching(/^E103 moments\.0\.when/)]);
});

it("takes five at most, each short", () => {
  const takes = (trust: readonly object[]) => programSchema().safeParse(askingProgram({ moments: [moment(trust)] })).success;
  const fact = { kind: "fact", texts };
  expect([5, 6].map((length) => takes(Array.from({ length }, () => fact)))).toEqual([true, false]);
  expect([takes([{ ...fact, kind: "promise" }]), takes([{ ...fact, texts: { en: "x".repeat(201) } }])]).toEqual([false, false]);
});
