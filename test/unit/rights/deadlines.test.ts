import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ruleById } from "../../../src/core/consent/resolve-rule.ts";
import type { JurisdictionRule } from "../../../src/core/consent/rules.ts";
import { RULES } from "../../../src/core/consent/rules-table.ts";
import { endOfDay, localDay, rolled, workdayAfter, type Calendar } from "../../../src/core/rights/calendar.ts";
import { deadlinesOf } from "../../../src/core/rights/deadlines.ts";
import { REQUEST_KINDS, type RequestKind } from "../../../src/core/rights/kinds.ts";

const UTC: Calendar = { zone: "UTC", holidays: [] };
const BERLIN: Calendar = { zone: "Europe/Berlin", holidays: ["2026-04-03", "2026-04-06", "2026-05-01", "2026-12-25", "2026-12-26"] };
const LOS_ANGELES: Calendar = { zone: "America/Los_Angeles", holidays: ["2026-11-26", "2026-12-25"] };

function rule(id: string): JurisdictionRule {
  const found = ruleById(id);
  if (!found) throw new Error(`no row ${id}`);
  return found;
}

type Row = readonly [
  why: string,
  id: string,
  calendar: Calendar,
  kind: RequestKind,
  received: string,
  acknowledge: string | null,
  due: string,
  extended: string | null,
];

const ROWS: readonly Row[] = [
  ["a month is the same date of the next", "EEA", UTC, "access", "2026-03-03T10:00:00Z", null, "2026-04-03", "2026-06-03"],
  ["of a month too short, its last day", "EEA", UTC, "access", "2027-03-31T10:00:00Z", null, "2027-04-30", "2027-06-30"],
  ["of January's last, February's, which is a Sunday", "GB", UTC, "erasure", "2027-01-31T10:00:00Z", null, "2027-03-01", "2027-04-30"],
  ["in a leap year", "FR", UTC, "erasure", "2028-01-31T10:00:00Z", null, "2028-02-29", "2028-05-01"],
  ["a Saturday goes on to Monday", "EEA", UTC, "portability", "2026-10-28T10:00:00Z", null, "2026-11-30", "2027-01-28"],
  ["holidays go on past Easter", "EEA", BERLIN, "rectification", "2026-03-03T10:00:00Z", null, "2026-04-07", "2026-06-03"],
  ["the day is the one on our clocks", "EEA", BERLIN, "access", "2026-06-30T22:30:00Z", null, "2026-08-03", "2026-10-01"],
  ["which another zone has not reached", "EEA", UTC, "access", "2026-06-30T22:30:00Z", null, "2026-07-30", "2026-09-30"],
  ["over the year", "EEA", BERLIN, "restriction", "2026-11-26T10:00:00Z", null, "2026-12-28", "2027-02-26"],
  ["an objection is no opt-out of later", "EEA", UTC, "objection", "2026-03-03T10:00:00Z", null, "2026-04-03", "2026-06-03"],
  ["a withdrawal is never put off", "EEA", UTC, "withdrawal", "2026-03-03T10:00:00Z", null, "2026-04-03", null],
  [
    "ten working days, then 45 days and 45",
    "US-CA",
    LOS_ANGELES,
    "access",
    "2026-11-20T18:00:00Z",
    "2026-12-07",
    "2027-01-04",
    "2027-02-18",
  ],
  ["45 days may end on a Sunday", "US-CA", UTC, "erasure", "2026-11-05T18:00:00Z", "2026-11-19", "2026-12-20", "2027-02-03"],
  [
    "late in the evening is still that day",
    "US-CA",
    LOS_ANGELES,
    "access",
    "2026-11-21T07:59:00Z",
    "2026-12-07",
    "2027-01-04",
    "2027-02-18",
  ],
  ["15 working days for an opt-out", "US-CA", LOS_ANGELES, "opt-out", "2026-11-20T18:00:00Z", null, "2026-12-14", null],
  ["other states: 45 days and 45", "US-CO", UTC, "access", "2026-11-20T18:00:00Z", null, "2027-01-04", "2027-02-18"],
  ["Virginia too", "US-OTHER-LAW", UTC, "access", "2026-11-20T18:00:00Z", null, "2027-01-04", "2027-02-18"],
  ["no state law, no extension", "US-REST", UTC, "access", "2026-11-20T18:00:00Z", null, "2027-01-04", null],
  ["Brazil: 15 days", "BR", UTC, "access", "2026-11-20T18:00:00Z", null, "2026-12-05", null],
  ["Korea: 10 days", "KR", UTC, "access", "2026-11-20T18:00:00Z", null, "2026-11-30", null],
  ["Canada: 30 days and 30", "CA", UTC, "access", "2026-11-20T18:00:00Z", null, "2026-12-20", "2027-01-19"],
  ["Québec: 30 days", "CA-QC", UTC, "access", "2026-11-20T18:00:00Z", null, "2026-12-20", null],
  ["Switzerland: 30 days", "CH", UTC, "access", "2026-11-20T18:00:00Z", null, "2026-12-20", null],
  ["nobody knows where: 30 days, never put off", "DEFAULT", UTC, "access", "2026-11-20T18:00:00Z", null, "2026-12-20", null],
];

describe("deadlines", () => {
  it.each(ROWS)("%s (%s)", (_, id, calendar, kind, received, ...expected) => {
    const [acknowledge, due, extended] = expected;
    expect(deadlinesOf(rule(id), calendar, kind, Date.parse(received))).toEqual({ acknowledge, due, extended });
  });

  it("are in order, and no earlier for what comes later, under every row, for every kind", () => {
    const instant = fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2030-01-01") });
    fc.assert(
      fc.property(fc.constantFrom(...RULES), fc.constantFrom(...REQUEST_KINDS), instant, instant, (row, kind, a, b) => {
        const [earlier, later] = [Math.min(a, b), Math.max(a, b)].map((at) => deadlinesOf(row, BERLIN, kind, at));
        if (!earlier || !later) throw new Error("two");
        expect(earlier.due > localDay(BERLIN, Math.min(a, b))).toBe(true);
        expect(earlier.acknowledge === null || earlier.acknowledge <= earlier.due).toBe(true);
        expect(earlier.extended === null || earlier.extended > earlier.due).toBe(true);
        expect(earlier.due <= later.due).toBe(true);
      }),
    );
  });
});

describe("days", () => {
  it("end at midnight on the clocks of their zone, in summer and winter, on days of 23 and of 25 hours", () => {
    const ends = ["2026-03-28", "2026-03-29", "2026-07-01", "2026-10-25"].map((day) => new Date(endOfDay(BERLIN, day)).toISOString());
    expect(ends).toEqual(["2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z", "2026-07-01T22:00:00.000Z", "2026-10-25T23:00:00.000Z"]);
  });

  it("of work leave out weekends and holidays", () => {
    expect(workdayAfter(BERLIN, "2026-12-24", 1)).toBe("2026-12-28");
    expect(rolled(BERLIN, "2026-12-24")).toBe("2026-12-24");
    expect(rolled(BERLIN, "2026-12-25")).toBe("2026-12-28");
  });
});
