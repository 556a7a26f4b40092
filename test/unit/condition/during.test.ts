import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAYS, isDuring, type Weekly } from "../../../src/core/condition/during.ts";
import { compileCondition } from "../../../src/core/condition/compile.ts";
import { instantIn, isZone, weekMinute, zoneOffset } from "../../../src/core/kernel/zone.ts";

const at = (text: string): number => Date.parse(text);
const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"];

describe("a weekly window", () => {
  const office: Weekly = { zone: "Europe/Berlin", days: ["mon", "fri"], from: "09:00", until: "17:30" };
  const night: Weekly = { zone: "America/New_York", days: ["sat"], from: "22:00", until: "02:00" };
  it.each([
    [office, "2026-11-27T07:59:59Z", false],
    [office, "2026-11-27T08:00:00Z", true],
    [office, "2026-07-24T07:00:00Z", true],
    [office, "2026-11-27T16:29:59Z", true],
    [office, "2026-11-27T16:30:00Z", false],
    [office, "2026-11-26T12:00:00Z", false],
    [night, "2026-11-29T03:00:00Z", true],
    [night, "2026-11-29T06:59:59Z", true],
    [night, "2026-11-29T07:00:00Z", false],
    [{ zone: "Asia/Kolkata", days: ["sun"] }, "2026-11-28T18:30:00Z", true],
    [{ zone: "UTC" }, "2026-11-28T18:30:00Z", true],
  ] as const)("%j at %s is %s", (window, instant, expected) => {
    expect(isDuring(window, at(instant))).toBe(expected);
    expect(compileCondition({ now: { $during: window } })).toSatisfy(
      (compiled: (view: object) => boolean) => compiled({ now: at(instant) }) === expected,
    );
  });

  it("is open for as long as it says, day by day, wherever no clock is changed", () => {
    const clock = fc
      .nat(1_439)
      .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`);
    fc.assert(
      fc.property(clock, clock, fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1 }), (from, until, days) => {
        const length = (minutes(until) - minutes(from) + 1_440) % 1_440 || 1_440;
        const open = Array.from({ length: 10_080 }, (_, minute) =>
          isDuring({ zone: "UTC", days, from, until }, at("2026-11-23T00:00:00Z") + minute * 60_000),
        );
        expect(open.filter(Boolean).length).toBe(length * days.length);
      }),
      { numRuns: 20 },
    );
  });
});

function minutes(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

describe("a zone", () => {
  it("turns local times to instants and back, through both changes of the clocks", () => {
    expect(instantIn("Europe/Berlin", "2026-11-27T00:00")).toBe(at("2026-11-26T23:00:00Z"));
    expect(instantIn("Europe/Berlin", "2026-07-01T12:00:30")).toBe(at("2026-07-01T10:00:30Z"));
    expect(instantIn("Europe/Berlin", "2026-10-25T02:30")).toBe(at("2026-10-25T00:30:00Z"));
    expect(instantIn("Europe/Berlin", "2026-03-29T02:30")).toBe(at("2026-03-29T01:30:00Z"));
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: at("2020-01-01T00:00:00Z") / 60_000, max: at("2035-01-01T00:00:00Z") / 60_000 }),
        (zone, minute) => {
          const instant = minute * 60_000;
          const local = new Date(instant + zoneOffset(zone, instant));
          const found = instantIn(zone, local.toISOString().slice(0, 19));
          expect(found + zoneOffset(zone, found)).toBe(local.getTime());
          expect(weekMinute(zone, instant)).toBe(((local.getUTCDay() + 6) % 7) * 1_440 + local.getUTCHours() * 60 + local.getUTCMinutes());
        },
      ),
    );
  });

  it("is known by its name or not at all", () => {
    expect([isZone("Europe/Berlin"), isZone("UTC"), isZone("Mars/Olympus"), isZone("")]).toEqual([true, true, false, false]);
  });
});
