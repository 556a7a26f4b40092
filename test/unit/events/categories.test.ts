import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allAllowed, categoriesOf, refusedBy } from "../../../src/core/events/categories.ts";
import { instantOf } from "../../../src/core/events/said.ts";
import type { CompiledProgram } from "../../../src/core/program/compiled.ts";
import { DAY } from "../../../src/core/kernel/instant.ts";
import vectors from "../../vectors/segment-consent.json" with { type: "json" };

type Program = Pick<CompiledProgram, "purposes" | "imports">;

const PURPOSES = ["facebook", "google-ads", "amplitude"];

/** A program whose purposes are the destinations of Segment's table, and whose import maps its categories to them. */
function programOf(mapping: Readonly<Record<string, readonly string[]>>, basis: "consent" | "contract" = "consent"): Program {
  const map = Object.fromEntries(Object.entries(mapping).map(([category, keys]) => [category, [...keys]]));
  const common = { class: "marketing", basis, meets: [], meaning: "" } as const;
  return { purposes: PURPOSES.map((key) => ({ ...common, key })), imports: [{ system: "onetrust", map }] };
}

describe("the consent categories of a server's call", () => {
  // Which destinations a sender switches off by `integrations` is about other places than this one.
  const cases = vectors.cases.filter((item) => !("integrations" in item) || typeof item.integrations === "string");

  it.each(cases.map((item) => [JSON.stringify(item.consent), item] as const))(
    "allow of %s what Segment's table allows, and fail closed",
    (_, item) => {
      const said = typeof item.consent === "string" ? null : (item.consent.categoryPreferences as Record<string, boolean>);
      const program = programOf("mapping" in item && item.mapping ? item.mapping : vectors.mapping);
      const allowed = PURPOSES.filter((key) => !refusedBy(program, said, true).includes(key));
      expect(allowed).toEqual(Array.isArray(item.ours) ? item.ours : []);
    },
  );

  it("of one purpose must all be true, and only ever remove", () => {
    const mapping = { ad: ["facebook", "google-ads"], analytics: ["facebook", "amplitude"] };
    const program = programOf(mapping);
    expect(categoriesOf(program)).toEqual([["ad", "analytics"], ["ad"], ["analytics"]]);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("ad", "analytics", "other"), fc.boolean()), fc.boolean(), (said, needsAll) => {
        const refused = refusedBy(program, said, needsAll);
        for (const [index, own] of categoriesOf(program).entries()) {
          const isRefused = refused.includes(PURPOSES[index] ?? "");
          expect(isRefused).toBe(needsAll ? !allAllowed(own, said) : own.some((category) => said[category] === false));
        }
        expect(refusedBy(programOf(mapping, "contract"), said, needsAll)).toEqual([]);
      }),
    );
  });

  it("stand for the purposes of their own names where the program maps none", () => {
    expect(refusedBy(programOf({}), { facebook: true, amplitude: false }, true)).toEqual(["google-ads", "amplitude"]);
  });
});

describe("the instant of a call", () => {
  it("is as long ago as the sender's clock says, never in the future, and an old call keeps its own time", () => {
    const now = 100 * DAY;
    expect(instantOf(now, now + 3_600_000, now + 3_660_000)).toBe(now - 60_000);
    expect(instantOf(now, now - 10 * DAY, now)).toBe(now - 10 * DAY);
    expect(instantOf(now, now - 10 * DAY, now - 10 * DAY + 5)).toBe(now - 10 * DAY);
    expect(instantOf(now, now + 10 * DAY, now + 10 * DAY)).toBe(now);
    expect(instantOf(now, null, now)).toBe(now);
  });
});
