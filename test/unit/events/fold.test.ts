import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admit } from "../../../src/core/events/admit.ts";
import { foldEvent, type AdmittedEvent } from "../../../src/core/events/fold.ts";
import { unexpired } from "../../../src/core/profile/retention.ts";
import type { Said } from "../../../src/core/events/said.ts";
import type { AttributeValues } from "../../../src/core/profile/values.ts";
import { DAY } from "../../../src/core/kernel/instant.ts";
import { compileProgram } from "../../../src/core/program/compile.ts";
import { liveProgram, type LiveProgram } from "../../../src/core/program/live.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { testProgram } from "../../support/program.ts";

const NOTHING = { type: "track", user: null, device: null, previous: null, categories: null } as const;
const NAMES = { en: { name: "x" }, de: { name: "x" } };
const ALL = { mask: 31, explicit: 31 };

async function live(changes: Record<string, unknown> = {}): Promise<LiveProgram> {
  const compiled = await compileProgram(programSchema().parse(testProgram(changes)));
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
    expect(Object.keys(foldEvent(program, {}, event, { mask: ads, explicit: ads }))).toEqual(["lastProduct"]);
    expect(foldEvent(program, {}, event, { mask: ads, explicit: 0 })).toEqual({});
    expect(foldEvent(program, {}, event, { mask: 0, explicit: 0 })).toEqual({});
  });

  it("says of each value why it is kept and until when, the same in whatever order events arrive and permits change", async () => {
    const program = await live();
    const [personal, ads] = ["personal", "ads"].map((key) => 1 << (program.purposeIndex.get(key) ?? 0)) as [number, number];
    const anyPermit = fc.constantFrom(personal, ads, personal | ads).map((mask) => ({ mask, explicit: mask }));
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            anyEvents.filter((list) => list.length > 0),
            anyPermit,
          ),
          { minLength: 1, maxLength: 6 },
        ),
        (parts) => {
          const folds = parts.flatMap(([events, permit]) => events.map((event) => [event, permit] as const));
          const fold = (list: typeof folds): AttributeValues =>
            list.reduce<AttributeValues>((values, [event, permit]) => foldEvent(program, values, event, permit), {});
          const folded = fold(folds);
          expect(fold(folds.toReversed())).toEqual(folded);
          const masks = folds.reduce((union, [, { mask }]) => union | mask, 0);
          expect(folded["lastProduct"]?.purposes).toEqual([...(masks & ads ? ["ads"] : []), ...(masks & personal ? ["personal"] : [])]);
          const lives = folds.map(([event, { mask }]) => event.at + (mask & personal ? 180 : 90) * DAY);
          expect(folded["lastProduct"]?.expires).toBe(Math.max(...lives));
        },
      ),
    );
  });

  it("takes of what somebody says of themselves the latest, in any order, and nothing that is not theirs to say", async () => {
    const size = { key: "size", type: "number", source: "volunteered", retention: "P10D", purposes: ["personal"], texts: NAMES };
    const attributes = [...(testProgram()["attributes"] as object[]), size];
    const program = await live({ attributes, reports: [{ key: "sizes", purpose: "personal", attributes: ["size"] }] });
    const said = (at: number, value: number): AdmittedEvent => ({
      id: `${at}`,
      name: "identify",
      at,
      fields: { size: value, shoeViews: 99 },
    });
    const events = [said(3 * DAY, 41), said(DAY, 40), said(2 * DAY, 43)];
    for (const order of [events, events.toReversed()]) {
      const folded = order.reduce<AttributeValues>((values, event) => foldEvent(program, values, event, ALL), {});
      expect(folded).toEqual({
        size: { value: 41, source: "volunteered", at: 3 * DAY, origin: "event", purposes: ["personal"], expires: 13 * DAY },
      });
      expect(unexpired(folded, 13 * DAY)).toEqual({});
      expect(unexpired(folded, 13 * DAY - 1)).toEqual(folded);
    }
  });

  it("admits only declared events and fields, of their declared type, for a purpose allowed now", async () => {
    const program = await live();
    const permit = (mask: number) => ({ mask, explicit: mask, why: [], state: [] });
    const said = (name: string, fields: Said["fields"]): Said => ({ ...NOTHING, id: "1", at: 5, name, fields });
    expect(admit(program, permit(ALL.mask), said("Product Viewed", { category: "shoes", product: 7, secret: "x", price: 1 }))).toEqual({
      ok: true,
      value: { id: "1", name: "Product Viewed", at: 5, fields: { category: "shoes", price: 1 } },
    });
    expect(admit(program, permit(1), said("Product Viewed", {}))).toEqual({ ok: false, error: "no-consent" });
    expect(admit(program, permit(ALL.mask), said("Unheard Of", {}))).toEqual({ ok: false, error: "unknown-event" });
    expect(admit(program, permit(ALL.mask), { ...said("identify", {}), type: "identify" })).toEqual({ ok: false, error: "unverified" });
  });
});
