import * as z from "zod/mini";
import type { Parts } from "./schema-parts.ts";

/** What an element of trust is: something that can be checked, somebody to turn to, or something that is promised to all. */
const TRUST_KINDS = ["fact", "contact", "guarantee"] as const;

/** Moments of trust, entered by a condition, and what is shown there so that a person may trust who asks, or does not ask yet. */
export function momentSchema({ key, condition, perLocale }: Parts) {
  const short = z.string().check(z.minLength(1), z.maxLength(200));
  const trust = z.strictObject({
    kind: z.enum(TRUST_KINDS),
    texts: perLocale(short),
    link: z.optional(z.string().check(z.maxLength(300))),
  });
  return z.strictObject({
    key,
    /** How people call it, who read what they were asked when. */
    name: z.optional(perLocale(short)),
    when: z._default(condition, {}),
    trust: z.optional(z.array(trust).check(z.maxLength(5))),
    /** Where that is shown by itself, and for which purpose its condition is read then; else beside its questions and experiences alone. */
    slot: z.optional(key),
    purpose: z.optional(key),
  });
}
