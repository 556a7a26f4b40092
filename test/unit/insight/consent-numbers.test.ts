import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConsentRecord } from "../../../src/core/consent/choose.ts";
import type { Decision } from "../../../src/core/consent/state.ts";
import { CONSENT_METRICS, cellsOf, countedWeek, isClosed, weekOf } from "../../../src/core/insight/consent-count.ts";
import { consentWeek, type CountedCell, type Split } from "../../../src/core/insight/consent-report.ts";
import { hideSmall, LEAST } from "../../../src/core/insight/hide-small.ts";
import { DAY, HOUR } from "../../../src/core/kernel/instant.ts";

const MONDAY = Date.parse("2026-11-16T00:00:00Z");
const VERSION = "0123456789ab";

function record(
  method: ConsentRecord["method"],
  decisions: Readonly<Record<string, Decision>>,
  more: Partial<ConsentRecord> = {},
): ConsentRecord {
  return {
    at: MONDAY,
    site: "pk_a",
    controller: "acme",
    method,
    notice: { version: VERSION, locale: "de", texts: null, banner: null },
    rule: "EEA",
    rulesVersion: "1",
    signals: { gpc: false },
    evidence: null,
    age: null,
    decisions: Object.fromEntries(Object.entries(decisions).map(([key, state]) => [key, { state, until: 0 }])),
    none: null,
    ...more,
  };
}

const counted = (entry: ConsentRecord, before: Readonly<Record<string, Decision>> = {}): readonly string[] =>
  cellsOf(entry, (purpose) => before[purpose] ?? "unknown", MONDAY).map(({ purpose, metric }) => `${purpose} ${metric}`);

describe("what a ledger entry counts as", () => {
  it("is each decision and one answer for the notice, and for what is no purpose nothing", () => {
    expect(counted(record("banner", { ads: "denied", stats: "granted", "@partner": "denied", "!sensitive": "denied" }))).toEqual([
      "ads denied",
      "stats granted",
      "* answered",
    ]);
  });

  it("is outside the notice only what changed", () => {
    expect(counted(record("settings", { ads: "withdrawn", stats: "withdrawn" }), { ads: "granted", stats: "withdrawn" })).toEqual([
      "ads withdrawn",
    ]);
  });

  it("is a signal where the browser spoke, an expiry where time did, and nothing where it was said elsewhere", () => {
    expect(counted(record("signal", { ads: "denied" }))).toEqual(["ads signal"]);
    expect(counted(record("expiry", { ads: "expired" }), { ads: "granted" })).toEqual(["ads expired"]);
    for (const method of ["import", "merge", "unmerge"] as const) expect(counted(record(method, { ads: "granted" }))).toEqual([]);
  });

  it("takes version and locale only where they can be ours", () => {
    const [cell] = cellsOf(record("banner", { ads: "denied" }), () => "unknown", MONDAY);
    expect(cell).toEqual({
      week: "2026-11-16",
      site: "pk_a",
      purpose: "ads",
      locale: "de",
      rule: "EEA",
      notice: VERSION,
      metric: "denied",
    });
    const strange = record("banner", { ads: "denied" }, { notice: { version: "my name", locale: "de", texts: null, banner: null } });
    for (const entry of [strange, record("settings", { ads: "denied" }, { notice: null })])
      expect(cellsOf(entry, () => "unknown", MONDAY)[0]).toMatchObject({ notice: "-", locale: "-" });
  });
});

describe("weeks", () => {
  it("begin on Monday in UTC", () => {
    for (const at of [MONDAY, MONDAY + 7 * DAY - 1]) expect(weekOf(at)).toBe("2026-11-16");
    expect(weekOf(MONDAY - 1)).toBe("2026-11-09");
    expect(weekOf(0)).toBe("1969-12-29");
  });

  it("never change once they are told: whatever comes later is counted when it comes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 * 24 }), fc.integer({ min: 0, max: 60 * 24 }), (happened, later) => {
        const [at, now] = [MONDAY + happened * HOUR, MONDAY + (happened + later) * HOUR];
        expect(isClosed(countedWeek(at, now), now)).toBe(false);
      }),
    );
    expect(countedWeek(MONDAY - 1, MONDAY + HOUR)).toBe("2026-11-09");
  });
});

const count = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 14 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 500 }) },
);

describe("small numbers", () => {
  it("are left out together with enough others that a total minus the rest does not give them away", () => {
    const cells = fc.dictionary(fc.string({ minLength: 1, maxLength: 2 }), fc.tuple(count, count));
    fc.assert(
      fc.property(cells, (split) => {
        const shown = hideSmall(new Map(Object.entries(split)));
        const hidden = Object.entries(split).filter(([key, counts]) => !shown.has(key) && counts.some((n) => n > 0));
        for (const counts of shown.values()) for (const n of counts) expect(n).toBeGreaterThanOrEqual(LEAST);
        if (shown.size > 0 && hidden.length > 0)
          for (const at of [0, 1]) expect(hidden.reduce((left, [, counts]) => left + (counts[at] ?? 0), 0)).toBeGreaterThanOrEqual(LEAST);
      }),
    );
  });

  it("hide nothing where nothing is small", () => {
    expect(
      hideSmall(
        new Map([
          ["de", [40, 10]],
          ["fr", [10, 90]],
        ]),
      ).size,
    ).toBe(2);
    expect([
      ...hideSmall(
        new Map([
          ["de", [400, 100]],
          ["fr", [95, 5]],
          ["it", [60, 50]],
        ]),
      ).keys(),
    ]).toEqual(["de"]);
  });

  it("stay unknown to whoever has the whole report, whichever way they subtract", () => {
    const cell = fc.record({
      week: fc.constant("2026-11-16"),
      site: fc.constant("pk_a"),
      purpose: fc.constantFrom("ads", "*"),
      locale: fc.constantFrom("de", "fr", "it"),
      rule: fc.constantFrom("EEA", "FR", "CH"),
      notice: fc.constantFrom("a", "b"),
      metric: fc.constantFrom(...CONSENT_METRICS),
      count,
    });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 40 }), (cells) => {
        const { notice, purposes } = consentWeek("2026-11-16", cells);
        expectSafe(
          cells.filter((item) => item.purpose === "*"),
          notice,
          (all) => [sum(all, "answered"), Math.max(0, sum(all, "shown") - sum(all, "answered"))],
          ["answered"],
        );
        const own = cells.filter((item) => item.purpose === "ads");
        const split = purposes["ads"];
        if (split) expectSafe(own, split, (all) => [sum(all, "granted"), sum(all, "denied")], ["granted", "denied"]);
        if (split)
          for (const metric of ["withdrawn", "expired", "signal"] as const) expectSafe(own, split, (all) => [sum(all, metric)], [metric]);
      }),
    );
  });
});

function sum(cells: readonly CountedCell[], metric: CountedCell["metric"]): number {
  return cells.reduce((total, cell) => (cell.metric === metric ? total + cell.count : total), 0);
}

/** In each way of splitting, what the total leaves for the hidden is nothing or ten and more of each count. */
function expectSafe<N extends object>(
  cells: readonly CountedCell[],
  split: Split<N>,
  countsOf: (cells: readonly CountedCell[]) => readonly number[],
  fields: readonly (keyof N & string)[],
): void {
  const isShown = (numbers: N | undefined): boolean => numbers !== undefined && fields.every((field) => numbers[field] !== null);
  if (!isShown(split.total)) return;
  for (const [way, dimension] of [
    ["locale", "locale"],
    ["place", "rule"],
    ["notice", "notice"],
  ] as const) {
    const hidden = cells.filter((cell) => !isShown((split[way] as Readonly<Record<string, N>>)[cell[dimension]]));
    const left = countsOf(hidden);
    const anything = hidden.some((cell) => cell.count > 0) && countsOf(hidden).some((n) => n > 0);
    if (anything && Object.values(split[way] as object).some(isShown)) for (const n of left) expect(n).toBeGreaterThanOrEqual(LEAST);
  }
}

describe("a report", () => {
  it("gives rates of what may be told, and null for the rest", () => {
    const cell = (metric: CountedCell["metric"], n: number, more: Partial<CountedCell> = {}): CountedCell => ({
      week: "2026-11-16",
      site: "pk_a",
      purpose: "ads",
      locale: "de",
      rule: "EEA",
      notice: VERSION,
      metric,
      count: n,
      ...more,
    });
    const cells = [
      cell("granted", 60),
      cell("denied", 20),
      cell("withdrawn", 12),
      cell("signal", 3),
      cell("granted", 30, { locale: "fr" }),
      cell("denied", 15, { locale: "fr" }),
      cell("shown", 200, { purpose: "*" }),
      cell("answered", 150, { purpose: "*" }),
      cell("granted", 99, { week: "2026-11-09" }),
    ];
    const report = consentWeek("2026-11-16", cells);
    expect(report.notice.total).toEqual({ shown: 200, answered: 150, ignored: 0.25 });
    expect(report.purposes["ads"]?.total).toEqual({
      granted: 90,
      denied: 35,
      withdrawn: 12,
      expired: null,
      signal: null,
      optIn: 0.72,
      optOut: 0.28,
      withdrawal: 0.133,
    });
    expect(report.purposes["ads"]?.locale["fr"]).toMatchObject({ granted: 30, denied: 15, optIn: 0.667, withdrawn: null });
  });
});
