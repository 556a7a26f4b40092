import type { Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";
import { bitsOf } from "../profile/purge.ts";
import { expiryOf } from "../profile/retention.ts";
import type { AttributeValue, AttributeValues } from "../profile/values.ts";

/**
 * What an erasure leaves of a profile: values that were kept for a contract or by a duty, for that alone and no longer than
 * that keeps them (GDPR art 17(1)(a) and (3)(b)). Everything else goes, whatever else it served.
 */
export function keptByLaw(program: LiveProgram, values: AttributeValues, now: Instant): AttributeValues {
  const kept: Record<string, AttributeValue> = {};
  for (const [key, value] of Object.entries(values)) {
    const attribute = program.attributes[program.attributeIndex.get(key) ?? -1];
    const purposes = value.purposes.filter((purpose) => isOwed(program, purpose));
    if (!attribute || purposes.length === 0) continue;
    const serving = bitsOf(program, purposes) & attribute.purposes;
    const expires = Math.min(value.expires ?? Infinity, expiryOf(program, attribute, value.at, serving));
    if (expires > now) kept[key] = { ...value, purposes, expires };
  }
  return kept;
}

function isOwed(program: LiveProgram, purpose: string): boolean {
  const basis = program.compiled.purposes[program.purposeIndex.get(purpose) ?? -1]?.basis;
  return basis === "contract" || basis === "legal-obligation";
}
