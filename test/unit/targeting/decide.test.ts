import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Permit } from "../../../src/core/consent/permit.ts";
import { decideSlots } from "../../../src/core/targeting/decide.ts";
import { localeOf } from "../../../src/core/targeting/locale.ts";
import { Gate } from "../../../src/core/profile/gate.ts";
import { testProgram } from "../../support/program.ts";
import { liveTestProgram, permitOf, situationOf } from "../../support/situation.ts";

describe("the gate", () => {
  it("shows an attribute only to a purpose it declares, and only when the purpose is allowed", async () => {
    const program = await liveTestProgram();
    fc.assert(
      fc.property(fc.nat(31), fc.nat(4), (mask, purpose) => {
        const view = new Gate(
          program,
          permitOf(mask),
          program.attributes.map((_, index) => `value ${index}`),
          true,
        ).view(purpose);
        expect(view === null).toBe((mask & (1 << purpose)) === 0);
        if (!view) return;
        for (const [index, attribute] of program.attributes.entries()) {
          const declared = (attribute.purposes & (1 << purpose)) !== 0;
          expect(view.read(index)).toBe(declared ? `value ${index}` : undefined);
        }
      }),
    );
  });

  it("keeps a sensitive attribute back without the person's own yes", async () => {
    const attributes = (testProgram()["attributes"] as object[]).map((attribute, index) =>
      index === 0 ? { ...attribute, sensitivity: "sensitive" } : attribute,
    );
    const program = await liveTestProgram({ attributes });
    const values = program.attributes.map(() => 9);
    const personal = program.purposeIndex.get("personal") ?? 0;
    const seen = (allowed: Permit, free: boolean) => new Gate(program, allowed, values, free).view(personal)?.read(0);
    expect([seen(permitOf(31, 0), false), seen(permitOf(31), false), seen(permitOf(31, 0), true)]).toEqual([undefined, 9, 9]);
  });
});

describe("decisions", () => {
  it("name in `because` only attributes the gate allowed, and withdrawing never turns a default into something personal", async () => {
    const program = await liveTestProgram();
    const slots = ["hero", "aside", "partner", "quiet"];
    const anyValues = fc.record({
      shoeViews: fc.option(fc.nat(5), { nil: undefined }),
      lastProduct: fc.option(fc.string(), { nil: undefined }),
      campaign: fc.constantFrom("winter", undefined),
      mood: fc.constantFrom("sad", undefined),
    });
    fc.assert(
      fc.property(anyValues, fc.nat(31), fc.nat(31), (values, mask, kept) => {
        const decided = decideSlots(program, slots, situationOf(program, values, mask));
        for (const slot of decided) {
          for (const because of slot.because) {
            const attribute = program.attributes[program.attributeIndex.get(because.attribute) ?? -1];
            const purpose = program.purposeIndex.get(because.purpose) ?? 31;
            expect((mask & (1 << purpose)) !== 0 && attribute !== undefined && (attribute.purposes & (1 << purpose)) !== 0).toBe(true);
          }
        }
        const withdrawn = decideSlots(program, slots, situationOf(program, values, mask & kept));
        for (const [index, slot] of withdrawn.entries()) if (decided[index]?.reason === "default") expect(slot.experience).toBeNull();
      }),
    );
  });

  it("take the highest priority that matches, and say why there is none", async () => {
    const program = await liveTestProgram();
    const all = 31;
    const hero = (values: Record<string, unknown>, mask = all) => decideSlots(program, ["hero"], situationOf(program, values, mask))[0];
    expect(hero({ shoeViews: 3, campaign: "winter" })).toMatchObject({ experience: "shoes-hero", reason: "matched" });
    expect(hero({ shoeViews: 2, campaign: "winter" })).toMatchObject({ experience: "winter-hero" });
    expect(hero({})).toMatchObject({ experience: null, content: null, reason: "default" });
    expect(hero({ shoeViews: 3 }, 1 << 2)).toMatchObject({ reason: "no-consent" });
    expect(decideSlots(program, ["nope"], situationOf(program, {}, all))[0]).toMatchObject({ reason: "unknown-slot" });
  });

  it("respect a schedule to the millisecond", async () => {
    const experiences = [
      {
        key: "sale",
        slot: "quiet",
        purpose: "contextual",
        schedule: { from: "2026-11-27T00:00:00Z", until: "2026-11-28T00:00:00+01:00" },
        variants: [{ key: "only", content: { en: { headline: "Sale" }, de: { headline: "Sale" } } }],
      },
      ...(testProgram()["experiences"] as object[]),
    ];
    const program = await liveTestProgram({ experiences });
    const at = (now: string) => decideSlots(program, ["quiet"], situationOf(program, {}, 31, { now: Date.parse(now) }))[0]?.reason;
    expect([
      at("2026-11-26T23:59:59.999Z"),
      at("2026-11-27T00:00:00Z"),
      at("2026-11-27T22:59:59.999Z"),
      at("2026-11-27T23:00:00Z"),
    ]).toEqual(["scheduled-out", "matched", "matched", "scheduled-out"]);
  });

  it("stick a variant to its unit, and without a unit show none of several", async () => {
    const program = await liveTestProgram();
    const variant = (unit: string | null) =>
      decideSlots(program, ["aside"], situationOf(program, { mood: "sad" }, 31, { unit }))[0]?.variant;
    expect(variant(null)).toBeNull();
    const drawn = Array.from({ length: 2_000 }, (_, index) => variant(`sub_${index}`));
    expect(drawn.map((_, index) => variant(`sub_${index}`))).toEqual(drawn);
    const a = drawn.filter((item) => item === "a").length;
    expect(a).toBeGreaterThan(900);
    expect(a).toBeLessThan(1_100);
  });
});

describe("a locale", () => {
  it("is the wanted one, else its language, else the program's first", () => {
    expect([
      localeOf(["en", "de"], "de"),
      localeOf(["en", "de-AT"], "de-CH"),
      localeOf(["en", "de"], "fr"),
      localeOf(["en"], null),
    ]).toEqual(["de", "de-AT", "en", "en"]);
  });
});
