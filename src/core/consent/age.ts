import type { JurisdictionRule } from "./rules.ts";

/**
 * The age from which a person decides for themselves under a row, in years: their country's, else the highest the row
 * knows, since a region is not always known. Null where the row sets none (GDPR art 8, COPPA, state laws).
 */
export function ageOfChoice(rule: JurisdictionRule, country: string | null): number | null {
  const { age, ageIn } = rule.minors;
  if (age === null) return null;
  const own = country === null ? undefined : ageIn[country];
  return own ?? Math.max(age, ...Object.entries(ageIn).flatMap(([code, years]) => (code.includes("-") ? [years] : [])));
}
