import type { FacetValue } from "../consent/pass.ts";
import type { Instant } from "../kernel/instant.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import { isOfType } from "../profile/traits.ts";
import type { AttributeValue, AttributeValues } from "../profile/values.ts";
import type { LiveProgram } from "../program/live.ts";

/** What a person wants done to a value that is known of them: what it is to be, or null for gone. */
export type Correction = FacetValue | null;
/** `computed`: it is worked out from what happened, of which there is no other telling; it can be deleted. */
export type CorrectionFault = "known" | "type" | "computed";

/**
 * The values with one corrected or deleted (GDPR arts 16 and 17; Cal. Civ. 1798.106); the same object where they do not hold
 * it. What it may be used for, and how long, stays. What was told is as told anew; anything else is marked, so that no event,
 * file or server writes over it. Of what is worked out only a count can be told otherwise.
 */
export function correctedValues(
  program: LiveProgram,
  values: AttributeValues,
  key: string,
  correction: Correction,
  now: Instant,
): AttributeValues {
  const before = values[key];
  if (!before) return values;
  if (correction !== null) return { ...values, [key]: told(program, key, before, correction, now) };
  return Object.fromEntries(Object.entries(values).filter(([other]) => other !== key));
}

/** What is wrong with a correction; nothing of the value itself is told. */
export function correctionFault(program: LiveProgram, key: string, correction: Correction): Result<null, CorrectionFault> {
  if (correction === null) return ok(null);
  const index = program.attributeIndex.get(key) ?? -1;
  const attribute = program.attributes[index];
  if (!attribute || attribute.source === "request") return refuse("known");
  const computed = program.computedOf.get(index);
  if (computed && computed.how.kind !== "count") return refuse("computed");
  return isOfType(attribute.type, correction) ? ok(null) : refuse("type");
}

function told(program: LiveProgram, key: string, before: AttributeValue, value: FacetValue, at: Instant): AttributeValue {
  const isTold = program.attributes[program.attributeIndex.get(key) ?? -1]?.source === "volunteered";
  return isTold ? { ...before, value, at, source: "volunteered", origin: "ask" } : { ...before, value, at, corrected: true };
}
