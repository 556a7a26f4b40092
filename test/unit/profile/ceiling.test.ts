import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Permit } from "../../../src/core/consent/permit.ts";
import { foldEvent } from "../../../src/core/events/fold.ts";
import { facetsFor } from "../../../src/core/profile/facets.ts";
import { Gate } from "../../../src/core/profile/gate.ts";
import { compileProgram } from "../../../src/core/program/compile.ts";
import { liveProgram, type LiveProgram } from "../../../src/core/program/live.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { testProgram } from "../../support/program.ts";

const WATCHED: ReadonlySet<string> = new Set(["marketing", "advertising", "sale-share"]);

/** The test program with the class of its "ads" purpose and the source of its product attribute as wanted. */
async function live(kind: string, source: string): Promise<LiveProgram> {
  const purposes = (testProgram()["purposes"] as { key: string }[]).map((item) => (item.key === "ads" ? { ...item, class: kind } : item));
  const attributes = (testProgram()["attributes"] as { key: string }[]).map((item) =>
    item.key === "lastProduct" ? { ...item, source, ...(source === "volunteered" ? { compute: undefined } : {}) } : item,
  );
  const compiled = await compileProgram(programSchema().parse(JSON.parse(JSON.stringify(testProgram({ purposes, attributes })))));
  const site = compiled.ok ? compiled.value.sites[0] : undefined;
  if (!compiled.ok || !site) throw new Error(JSON.stringify(compiled));
  return liveProgram(compiled.value, site);
}

/** Any permit the consent room can make: a person's own yes is always allowed. */
const anyPermit: fc.Arbitrary<Permit> = fc
  .tuple(fc.nat(31), fc.nat(31))
  .map(([mask, own]) => ({ mask, explicit: mask & own, why: [], state: [] }));

describe("data nobody said themselves", () => {
  const kinds = ["marketing", "advertising", "sale-share", "measurement", "personalization"] as const;
  const cases = kinds.flatMap((kind) => (["observed", "inferred", "volunteered"] as const).map((source) => [kind, source] as const));

  it.each(cases)("for %s, where it is %s, is seen, carried and kept only below its ceiling", async (kind, source) => {
    const program = await live(kind, source);
    const product = program.attributeIndex.get("lastProduct") ?? -1;
    const [ads, personal] = [program.purposeIndex.get("ads") ?? 0, program.purposeIndex.get("personal") ?? 0];
    const event = { id: "1", name: "Product Viewed", at: 1, fields: { category: "shoes", product: "a" } };
    const said = { value: "a", source: "observed", at: 1, origin: "event", purposes: [], expires: 2 } as const;
    fc.assert(
      fc.property(anyPermit, fc.boolean(), (permit, free) => {
        const needsYes = WATCHED.has(kind) && source !== "volunteered";
        const forAds = ((needsYes ? permit.explicit : permit.mask) & (1 << ads)) !== 0;
        const forPersonal = (permit.mask & (1 << personal)) !== 0;
        const gate = new Gate(program, permit, [...program.attributes.keys()].fill(7), free);
        expect(gate.view(ads)?.read(product) === 7).toBe(forAds);
        expect(gate.view(personal)?.read(product) === 7).toBe(forPersonal);
        expect("lastProduct" in facetsFor(program, permit, { lastProduct: said }, 0)).toBe(forAds || forPersonal);
        if (source === "volunteered") return;
        const kept = foldEvent(program, {}, event, permit)["lastProduct"];
        expect(kept?.purposes ?? []).toEqual([...(forAds ? ["ads"] : []), ...(forPersonal ? ["personal"] : [])]);
      }),
    );
  });
});
