import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideSlots, type Situation } from "../../../src/core/targeting/decide.ts";
import { considered } from "../../../src/core/targeting/explain-operator.ts";
import { inWords } from "../../../src/core/targeting/explain-person.ts";
import { testProgram } from "../../support/program.ts";
import { liveTestProgram, situationOf } from "../../support/situation.ts";

const PERSONAL = 1 << 3;
const CONTEXTUAL = 1 << 2;
const NAMES = { en: "Shoes", de: "Schuhe", fr: "Chaussures", fi: "Kengät", es: "Z", it: "S", nl: "S", pl: "Buty" };
const LOCALES = Object.keys(NAMES);
const everywhere = <T>(text: T): Record<string, T> => Object.fromEntries(LOCALES.map((locale) => [locale, text]));

/** The test brand in more languages, with one attribute told in the brand's own words. */
async function spoken() {
  const said = {
    ...everywhere({ name: "Shoes you looked at" }),
    en: { name: "Shoes", because: "you looked at running shoes {value} times" },
  };
  const of = (item: object, texts: object): object => ({ ...item, texts });
  const attributes = (testProgram()["attributes"] as { key: string }[]).map((item) =>
    of(item, item.key === "shoeViews" ? said : everywhere({ name: `Name of ${item.key}` })),
  );
  const purposes = (testProgram()["purposes"] as { key: string }[]).map((item) =>
    of(item, everywhere({ name: `For ${item.key}`, why: "why", benefit: "benefit" })),
  );
  const experiences = (testProgram()["experiences"] as { variants: { key: string }[] }[]).map((item) => ({
    ...item,
    variants: item.variants.map((variant) => ({ ...variant, content: everywhere({ headline: "x" }) })),
  }));
  return liveTestProgram({ locales: LOCALES, attributes, purposes, experiences });
}

async function sentences(slot: string, values: object, more: Partial<Situation> = {}, explicit = PERSONAL): Promise<readonly unknown[]> {
  const program = await spoken();
  const situation = situationOf(program, values as Record<string, unknown>, PERSONAL | CONTEXTUAL, more);
  const [decision] = decideSlots(program, [slot], situation);
  return decision ? inWords(program, decision, situation, explicit).because.map(({ sentence }) => sentence) : [];
}

describe("for the person", () => {
  it("says what they did, and that they allowed it, in their language", async () => {
    expect(await sentences("hero", { shoeViews: 3 })).toEqual([
      "Because you looked at running shoes 3 times, which you allowed for “For personal”.",
    ]);
    expect(await sentences("hero", { shoeViews: 1_234 }, { locale: "de" })).toEqual([
      "Wegen „Shoes you looked at (1.234)“; das haben Sie für „For personal“ erlaubt.",
    ]);
    for (const [locale, word] of [
      ["fr", "autorisé"],
      ["es", "permitió"],
      ["it", "consentito"],
      ["nl", "toegestaan"],
    ] as const)
      expect((await sentences("hero", { shoeViews: 3 }, { locale }))[0]).toContain(word);
  });

  it("has a neutral form elsewhere, and claims no yes that was never said", async () => {
    const [finnish] = await sentences("hero", { shoeViews: 3 }, { locale: "fi" });
    expect(finnish).toMatch(/: Shoes you looked at \(3\) → For personal$/);
    expect(await sentences("hero", { shoeViews: 3 }, {}, 0)).toEqual([
      "Because you looked at running shoes 3 times, which is used for “For personal”.",
    ]);
  });

  it("says what the request brought, and never a value that was only told", async () => {
    expect(await sentences("hero", { campaign: "winter" })).toEqual([
      "Because of “Name of campaign (winter)”, which is used for “For contextual”.",
    ]);
    expect(await sentences("aside", { mood: "sad" })).toEqual(["Because of “Name of mood (sad)”, which you allowed for “For personal”."]);
    const told = {
      key: "told",
      type: "string",
      source: "volunteered",
      purposes: ["personal"],
      texts: { en: { name: "Told", because: "you said {value}" }, de: { name: "Gesagt" } },
    };
    const when = { told: "a secret" };
    const secret = { key: "secret", slot: "quiet", purpose: "personal", when, variants: [{ key: "only", content: { en: {}, de: {} } }] };
    const program = await liveTestProgram({
      attributes: [...(testProgram()["attributes"] as object[]), told],
      experiences: [...(testProgram()["experiences"] as object[]), secret],
    });
    const situation = situationOf(program, when, PERSONAL);
    const [decision] = decideSlots(program, ["quiet"], situation);
    expect(decision && inWords(program, decision, situation, PERSONAL).because).toMatchObject([
      { sentence: "Because of “Told”, which you allowed for “Personal”." },
    ]);
  });
});

describe("for the operator", () => {
  it("says of each experience what became of it, and on which leaf it failed", async () => {
    const program = await liveTestProgram();
    const at = (slot: string, values: Record<string, unknown>, mask = PERSONAL | CONTEXTUAL) => {
      const situation = situationOf(program, values, mask);
      const [decision] = decideSlots(program, [slot], situation);
      if (!decision) throw new Error("nothing decided");
      return considered(program, slot, decision, situation);
    };
    expect(at("hero", { shoeViews: 2, campaign: "winter" })).toEqual([
      {
        experience: "shoes-hero",
        outcome: "condition",
        variant: null,
        asked: [{ attribute: "shoeViews", operator: "$gte", operand: 3, holds: false }],
      },
      {
        experience: "winter-hero",
        outcome: "shown",
        variant: "only",
        asked: [expect.objectContaining({ attribute: "campaign", holds: true })],
      },
    ]);
    expect(at("hero", { shoeViews: 3, campaign: "winter" }).map(({ outcome }) => outcome)).toEqual(["shown", "outranked"]);
    expect(at("hero", { shoeViews: 3 }, CONTEXTUAL)[0]).toEqual({
      experience: "shoes-hero",
      outcome: "no-consent",
      variant: null,
      asked: [],
    });
  });

  it("agrees with the decision, whoever it is about", async () => {
    const program = await liveTestProgram();
    const person = fc.record({ shoeViews: fc.nat(5), mood: fc.constantFrom("sad", "glad"), campaign: fc.constantFrom("winter", "summer") });
    fc.assert(
      fc.property(person, fc.nat(31), fc.option(fc.uuid()), (values, mask, unit) => {
        const situation = situationOf(program, values, mask, { unit });
        for (const slot of ["hero", "aside"]) {
          const [decision] = decideSlots(program, [slot], situation);
          const told = decision ? considered(program, slot, decision, situation) : [];
          expect(told.find(({ outcome }) => outcome === "shown")?.experience ?? null).toBe(decision?.experience);
          for (const { outcome, asked } of told) if (outcome === "condition") expect(asked.at(-1)?.holds).toBe(false);
        }
      }),
    );
  });
});
