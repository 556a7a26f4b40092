import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { foldEvent, keptEvents } from "../../../src/core/events/fold.ts";
import { DAY } from "../../../src/core/kernel/instant.ts";
import { expiryOf, unexpired } from "../../../src/core/profile/retention.ts";
import { compileProgram } from "../../../src/core/program/compile.ts";
import { liveProgram, type LiveProgram } from "../../../src/core/program/live.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { testProgram } from "../../support/program.ts";

const ALL = 31;
let program: LiveProgram;

beforeAll(async () => {
  const compiled = await compileProgram(programSchema().parse(testProgram()));
  const site = compiled.ok ? compiled.value.sites[0] : undefined;
  if (!compiled.ok || !site) throw new Error("the test program does not compile");
  program = liveProgram(compiled.value, site);
});

/** A permit by the person's own yes. */
function own(mask: number): { readonly mask: number; readonly explicit: number } {
  return { mask, explicit: mask };
}

function bits(...keys: readonly string[]): number {
  return keys.reduce((mask, key) => mask | (1 << (program.purposeIndex.get(key) ?? 31)), 0);
}

describe("what is kept", () => {
  it("is kept as long as the longest of its purposes that are allowed, and not at all for none", () => {
    const both = { purposes: bits("personal", "ads") };
    expect(expiryOf(program, both, 0, ALL)).toBe(180 * DAY);
    expect(expiryOf(program, both, 0, bits("ads", "service"))).toBe(90 * DAY);
    expect(expiryOf(program, both, 7, bits("service"))).toBe(7);
  });

  it("is kept as long as its own retention says where it has one", () => {
    const short = { purposes: bits("personal"), retention: "P7D" };
    expect(expiryOf(program, short, DAY, ALL)).toBe(8 * DAY);
    expect(expiryOf(program, short, DAY, bits("ads"))).toBe(DAY);
  });

  it("never outlives the longest retention of the purposes allowed, whatever they are", () => {
    fc.assert(
      fc.property(fc.nat(ALL), fc.nat(ALL), fc.nat(20_000), (purposes, allowed, day) => {
        const longest = program.compiled.notice.purposes.reduce((most, purpose, index) => {
          const days = Number(/^P(\d+)D$/.exec(purpose.retention)?.[1] ?? Number.NaN);
          return (purposes & allowed & (1 << index)) === 0 ? most : Math.max(most, days);
        }, 0);
        expect(expiryOf(program, { purposes }, day * DAY, allowed)).toBe((day + longest) * DAY);
      }),
    );
  });
});

describe("what is past its time", () => {
  const event = { id: "1", name: "Product Viewed", at: 0, fields: { category: "shoes", product: "a" } };

  it("is not read: not at its very instant, and a value without one stays", () => {
    const values = foldEvent(program, {}, event, own(ALL));
    expect(values["shoeViews"]?.expires).toBe(180 * DAY);
    expect(unexpired(values, 180 * DAY - 1)).toBe(values);
    expect(unexpired(values, 180 * DAY)).toEqual({});
    const lasting = { value: 1, source: "volunteered", at: 0, origin: "ask", purposes: [] } as const;
    expect(unexpired({ lasting }, Number.MAX_SAFE_INTEGER)).toEqual({ lasting });
  });

  it("is not taken in late, so that an event whose row is purged cannot count again", () => {
    expect(keptEvents(program, [event], own(bits("ads")), 90 * DAY - 1)).toEqual([{ ...event, expires: 90 * DAY }]);
    expect(keptEvents(program, [event], own(bits("ads")), 90 * DAY)).toEqual([]);
    expect(keptEvents(program, [event], own(0), 0)).toEqual([]);
    expect(keptEvents(program, [{ ...event, name: "Unheard Of" }], own(ALL), 0)).toEqual([]);
  });
});
