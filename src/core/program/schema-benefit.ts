import * as z from "zod/mini";
import type { Parts } from "./schema-parts.ts";

/** What an answer brings to whoever gives it. */
export const BENEFIT_KINDS = ["discount", "better-product", "useful-message", "advice", "convenience", "recognition"] as const;

/** What a question brings to some people instead: those of an audience, or else a share of everybody. */
export function benefitSchema({ key, text, perLocale }: Parts) {
  return z.strictObject({
    key,
    audience: z.optional(key),
    kind: z.enum(BENEFIT_KINDS),
    /** How many see it, next to the others that are for no audience. */
    weight: z.optional(z.number().check(z.positive(), z.maximum(1_000))),
    texts: perLocale(z.strictObject({ benefit: text, thanks: z.optional(text) })),
  });
}
