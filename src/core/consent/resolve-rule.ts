import type { Condition, Mode } from "../program/purpose.ts";
import type { JurisdictionRule, ModeEntry } from "./rules.ts";
import { RULES } from "./rules-table.ts";
import { US_REST } from "./rules-table-us.ts";
import { CA_QC, DEFAULT_RULE } from "./rules-table-world.ts";

/** Where a request came from: an ISO 3166-1 alpha-2 country and an ISO 3166-2 region (`CA` or `US-CA`); null when unknown. */
export interface Place {
  readonly country: string | null;
  readonly region: string | null;
}

const byId = new Map(RULES.map((rule) => [rule.id, rule]));
const byRegion = new Map(RULES.flatMap((rule) => rule.regions.map((region) => [region, rule] as const)));
// A map keeps its last entry, so rows of few countries come last and win: FR over EEA.
const byCountry = new Map(
  RULES.toSorted((a, b) => b.countries.length - a.countries.length).flatMap((rule) =>
    rule.countries.map((country) => [country, rule] as const),
  ),
);
// Each country that has region rows, and the row of a visitor whose region is unknown: the strictest one, but an
// American without a state is not shown a European question.
const byCountryAlone = new Map([
  ["US", US_REST],
  ["CA", CA_QC],
]);

/** The one row that holds for a place: its region's, else its country's, else DEFAULT (GDPR art 3(2), Cal. Civ. 1798.140(i): the law where the person is). */
export function resolveRule(place: Place): JurisdictionRule {
  if (place.country === null) return DEFAULT_RULE;
  const country = place.country.toUpperCase();
  const alone = byCountryAlone.get(country);
  if (alone === undefined) return byCountry.get(country) ?? DEFAULT_RULE;
  const region = regionCode(country, place.region);
  if (region === null) return alone;
  return byRegion.get(region) ?? byCountry.get(country) ?? alone;
}

/** A row by its id, as a stored decision names it; null when the table has none such (ISO/IEC TS 27560 keeps the jurisdiction). */
export function ruleById(id: string): JurisdictionRule | null {
  return byId.get(id) ?? null;
}

/** The mode that holds for a purpose which meets these conditions: the relaxed one only when all are met (e.g. PECR Schedule A1). */
export function resolveMode(entry: ModeEntry, meets: readonly Condition[]): Mode {
  if (typeof entry === "string") return entry;
  return entry.when.every((condition) => meets.includes(condition)) ? entry.mode : entry.otherwise;
}

const SUBDIVISION = /^[A-Z]{2}$/;

// Both countries with region rows name theirs with two letters; all else (a FIPS number, a name) is an unknown region.
function regionCode(country: string, region: string | null): string | null {
  if (region === null) return null;
  const code = region.toUpperCase();
  if (SUBDIVISION.test(code)) return `${country}-${code}`;
  return code.startsWith(`${country}-`) && SUBDIVISION.test(code.slice(3)) ? code : null;
}
