import * as z from "zod";
import { isZone } from "../kernel/zone.ts";
import type { Parts } from "./schema-parts.ts";

/** What a brand gives, to whom, how often: few enough rules that one sentence states them. */
export function offerSchema({ key, text, perLocale, listed }: Parts) {
  const instant = z.iso.datetime({ offset: true });
  const most = z.int().min(1).max(1_000_000_000);
  return z.strictObject({
    key,
    benefit: benefitSchema(text),
    /** `one`: a word everybody may use; `unique`: each code is good once; `none`: nothing is typed in. */
    codes: z.enum(["none", "one", "unique"]).default("none"),
    /** The word, where there is one for all. */
    code: z
      .string()
      .regex(/^[A-Z0-9][A-Z0-9-]{2,39}$/, "must be 3 to 40 capitals, digits and dashes")
      .optional(),
    /** How often in all, by one person, and on one day. */
    budget: most.optional(),
    perPerson: z.int().min(1).max(1_000).optional(),
    perDay: most.optional(),
    audience: key.optional(),
    from: instant.optional(),
    /** The first instant at which it is over. */
    until: instant.optional(),
    /** On whose clocks its days are. */
    zone: z.string().refine(isZone, "must name a time zone such as Europe/Berlin").default("UTC"),
    /** `alone`: with no other offer in the same basket. */
    combine: z.enum(["any", "alone"]).default("any"),
    /** Controllers who may redeem it; all where none is named. */
    merchants: listed(key, 50),
    /** Purposes whose data it is given for. */
    for: listed(key, 20),
    texts: perLocale(z.strictObject({ name: text })),
  });
}

/** Amounts are in the smallest unit of their currency. */
function benefitSchema(text: z.ZodString) {
  return z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("percent"), value: z.number().min(0.1).max(100) }),
    z.strictObject({
      kind: z.literal("amount"),
      value: z.int().min(1).max(100_000_000),
      currency: z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code"),
    }),
    z.strictObject({ kind: z.literal("gift"), value: text }),
  ]);
}
