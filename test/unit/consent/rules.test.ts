import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveMode, resolveRule, ruleById } from "../../../src/core/consent/resolve-rule.ts";
import { RULES, RULES_VERSION } from "../../../src/core/consent/rules-table.ts";
import type { JurisdictionRule, ModeEntry } from "../../../src/core/consent/rules.ts";
import { CONDITIONS, type Condition, MODES, PURPOSE_CLASSES } from "../../../src/core/program/purpose.ts";
import { isDuration } from "../../../src/core/kernel/instant.ts";

const rows = RULES.map((rule) => [rule.id, rule] as const);

function idAt(code: string | null, region: string | null = null): string {
  return resolveRule({ country: code, region }).id;
}

function strictness(mode: ModeEntry): number {
  return MODES.indexOf(resolveMode(mode, []));
}

describe("the table", () => {
  it("has a version and 23 rows with ids of their own", () => {
    expect(RULES_VERSION).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(new Set(RULES.map((rule) => rule.id)).size).toBe(23);
    for (const rule of RULES) expect(ruleById(rule.id)).toBe(rule);
    expect(ruleById("nowhere")).toBeNull();
  });

  it("names a place in one row only, but for the EEA's overlap with FR, IT and ES", () => {
    const seen = new Map<string, string>();
    for (const rule of RULES.filter(({ id }) => id !== "EEA"))
      for (const place of [...rule.countries.map((of) => `country ${of}`), ...rule.regions.map((of) => `region ${of}`)]) {
        expect(seen.get(place), place).toBeUndefined();
        seen.set(place, rule.id);
      }
    const overlap = new Set(ruleById("EEA")?.countries.flatMap((of) => seen.get(`country ${of}`) ?? []));
    expect([...overlap].toSorted()).toEqual(["ES", "FR", "IT"]);
  });

  it.each(rows)("%s is reached by every place it names, unless a narrower row takes it", (id, rule) => {
    for (const region of rule.regions) expect(idAt(region.slice(0, 2), region)).toBe(id);
    if (id !== "EEA") for (const of of rule.countries) expect(idAt(of, "ZZ")).toBe(id);
  });

  it.each(rows)("%s has a mode for each class, and lets the necessary and the contextual be", (_, { modes }) => {
    expect(Object.keys(modes).toSorted()).toEqual([...PURPOSE_CLASSES].toSorted());
    expect(modes.necessary).toBe("allow");
    expect(modes.contextual).toBe("allow");
  });

  it.each(rows)("%s relaxes a mode only under conditions, never below what holds otherwise", (_, { modes }) => {
    for (const entry of Object.values(modes)) {
      if (typeof entry === "string") continue;
      expect(entry.when.length).toBeGreaterThan(0);
      expect(MODES.indexOf(entry.mode)).toBeLessThan(MODES.indexOf(entry.otherwise));
    }
  });

  it.each(rows)("%s is complete: codes, durations, ages, sources", (_, rule) => {
    const { acknowledge, respond, extend } = rule.requests;
    for (const text of [rule.reask.afterRefusal, rule.reask.consentLasts, acknowledge, respond, extend, rule.proof])
      if (text !== null) expect(isDuration(text), text).toBe(true);
    for (const code of rule.countries) expect(code).toMatch(/^[A-Z]{2}$/);
    for (const code of rule.regions) expect(code).toMatch(/^[A-Z]{2}-[A-Z]{2}$/);
    expect([...rule.countries, ...rule.regions]).toEqual(expect.arrayContaining(Object.keys(rule.minors.ageIn)));
    for (const age of [rule.minors.age, ...Object.values(rule.minors.ageIn)]) if (age !== null) expect(age).toBeGreaterThanOrEqual(13);
    expect(rule.minors.age === null).toBe(rule.minors.effect === "none");
    expect(rule.sources.length).toBeGreaterThan(0);
  });

  it("binds to the signal only where a state does, and shows it in California", () => {
    const binding = RULES.filter((rule) => rule.gpc.duty === "binding").flatMap((rule) => rule.regions);
    expect(binding.map((region) => region.slice(3)).toSorted()).toEqual([
      "CA",
      "CO",
      "CT",
      "DE",
      "MD",
      "MN",
      "MT",
      "NE",
      "NH",
      "NJ",
      "OR",
      "TX",
    ]);
    expect(RULES.filter((rule) => rule.gpc.display).map((rule) => rule.id)).toEqual(["US-CA"]);
  });

  it("does not ask an American who opted out again within twelve months", () => {
    for (const rule of RULES.filter(({ id }) => id.startsWith("US-"))) expect(rule.reask.afterRefusal).toBe("P12M");
  });
});

describe("a conditional mode", () => {
  const entry: ModeEntry = { mode: "allow", when: ["sole-purpose", "anonymous"], otherwise: "opt-in" };

  it("holds exactly when every condition is met", () => {
    fc.assert(
      fc.property(fc.subarray([...CONDITIONS]), (meets: Condition[]) => {
        const all = meets.includes("sole-purpose") && meets.includes("anonymous");
        expect(resolveMode(entry, meets)).toBe(all ? "allow" : "opt-in");
      }),
    );
  });

  it("never gets stricter by meeting more", () => {
    const entries = RULES.flatMap((rule) => Object.values(rule.modes));
    fc.assert(
      fc.property(fc.constantFrom(...entries), fc.subarray([...CONDITIONS]), (of, meets) => {
        expect(MODES.indexOf(resolveMode(of, meets))).toBeLessThanOrEqual(strictness(of));
      }),
    );
  });
});

interface ReferenceRow {
  readonly id: string;
  readonly match: { readonly countries?: readonly string[]; readonly regions?: readonly string[] };
  readonly defaults: Readonly<Record<string, string>>;
  readonly reask: Readonly<Record<string, string>>;
  readonly minors: { readonly age?: number | null; readonly byCountry?: Readonly<Record<string, string>> };
  readonly dsr: Readonly<Record<string, string | null>>;
  readonly proofRetention: { readonly min?: string };
}

const reference = new URL("../../../../shared/data/jurisdictions/rules.json", import.meta.url);
const referenceRows: readonly ReferenceRow[] = existsSync(reference) ? JSON.parse(readFileSync(reference, "utf8")).rules : [];

describe.skipIf(referenceRows.length === 0)("the table restates the reference", () => {
  it("row by row", () => {
    expect(RULES.map((rule) => rule.id).toSorted()).toEqual(referenceRows.map((row) => row.id).toSorted());
  });

  it.each(referenceRows)("$id: places and defaults", ({ id, match, defaults }) => {
    const rule = ruleById(id) as JurisdictionRule;
    if (id !== "DEFAULT") expect(rule.countries.toSorted()).toEqual((match.countries ?? []).toSorted());
    expect(rule.regions.toSorted()).toEqual((match.regions ?? []).toSorted());
    const modes: Record<string, ModeEntry> = { ...rule.modes, sensitive: rule.sensitive };
    const renamed: Record<string, string> = { directMarketing: "marketing", saleShare: "sale-share" };
    for (const [name, mode] of Object.entries(defaults)) {
      const ours = modes[renamed[name] ?? name];
      if (MODES.some((known) => known === mode)) expect(ours, name).toBe(mode);
      else expect(typeof ours, name).toBe(name === "sensitive" ? "string" : "object");
    }
  });

  it.each(referenceRows)("$id: ages and durations", (row) => {
    const rule = ruleById(row.id) as JurisdictionRule;
    if (row.minors.age !== undefined) expect(rule.minors.age).toBe(row.minors.age);
    for (const [age, codes] of Object.entries(row.minors.byCountry ?? {}))
      for (const code of codes.split(" ")) expect(rule.minors.ageIn[code] ?? rule.minors.age, code).toBe(Number(age));
    const pairs = [
      [row.reask["afterRefusal"] ?? row.reask["afterOptOut"], rule.reask.afterRefusal],
      [row.reask["maxConsentAge"], rule.reask.consentLasts],
      [row.dsr["respond"], rule.requests.respond],
      [row.dsr["extend"], rule.requests.extend],
      [row.proofRetention.min, rule.proof],
    ] as const;
    for (const [theirs, ours] of pairs) if (theirs && isDuration(theirs)) expect(ours).toBe(theirs);
  });
});
