import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admitEvent } from "../../../src/core/events/admit.ts";
import { foldEvent, type AdmittedEvent } from "../../../src/core/events/fold.ts";
import type { AttributeValues } from "../../../src/core/profile/values.ts";
import { compileProgram } from "../../../src/core/program/compile.ts";
import { liveProgram, type LiveProgram } from "../../../src/core/program/live.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { testProgram } from "../../support/program.ts";

const ALL = 31;

async function live(): Promise<LiveProgram> {
  const compiled = await compileProgram(programSchema().parse(testProgram()));
  const site = compiled.ok ? compiled.value.sites[0] : undefined;
  if (!compiled.ok || !site) throw new Error("the test program does not compile");
  return liveProgram(compiled.value, site);
}

const anyEvents: fc.Arbitrary<readonly AdmittedEvent[]> = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    name: fc.constant("Product Viewed"),
    at: fc.nat(1_000),
    fields: fc.record({ category: fc.constantFrom("shoes", "bags"), product: fc.constantFrom("a", "b", "c") }),
  }),
  { selector: (event) => event.at, maxLength: 12 },
);

describe("folding events", () => {
  it("counts what matches and keeps the latest, in whatever order events arrive", async () => {
    const program = await live();
    fc.assert(
      fc.property(anyEvents, fc.integer(), (events, seed) => {
        const fold = (list: readonly AdmittedEvent[]): AttributeValues =>
          list.reduce<AttributeValues>((values, event) => foldEvent(program, values, event, ALL), {});
        const shuffled = events.toSorted((a, b) => ((a.at * 7919 + seed) % 101) - ((b.at * 7919 + seed) % 101));
        const folded = fold(shuffled);
        expect(folded).toEqual(fold(events));
        const shoes = events.filter((event) => event.fields["category"] === "shoes");
        expect(folded["shoeViews"]?.value).toBe(shoes.length > 0 ? shoes.length : undefined);
        expect((folded["lastProduct"]?.value as unknown[] | undefined)?.[1]).toBe(
          events.toSorted((a, b) => b.at - a.at)[0]?.fields["product"],
        );
      }),
    );
  });

  it("never fills an attribute none of whose purposes is allowed", async () => {
    const program = await live();
    const event: AdmittedEvent = { id: "1", name: "Product Viewed", at: 1, fields: { category: "shoes", product: "a" } };
    const ads = 1 << (program.purposeIndex.get("ads") ?? 0);
    expect(Object.keys(foldEvent(program, {}, event, ads))).toEqual(["lastProduct"]);
    expect(foldEvent(program, {}, event, 0)).toEqual({});
  });

  it("admits only declared events and fields, of their declared type, for a purpose allowed now", async () => {
    const program = await live();
    const permit = (mask: number) => ({ mask, explicit: mask, why: [], state: [] });
    expect(admitEvent(program, permit(ALL), "Product Viewed", { category: "shoes", product: 7, secret: "x", price: 1 })).toEqual({
      ok: true,
      value: { category: "shoes", price: 1 },
    });
    expect(admitEvent(program, permit(1), "Product Viewed", {})).toEqual({ ok: false, error: "no-consent" });
    expect(admitEvent(program, permit(ALL), "Unheard Of", {})).toEqual({ ok: false, error: "unknown-event" });
  });
});
