import * as z from "zod/mini";
import { isZone } from "../kernel/zone.ts";
import type { Parts } from "./schema-parts.ts";

/** What a brand gives, to whom, how often: few enough rules that one sentence states them. */
export function offerSchema({ key, text, perLocale, listed }: Parts) {
  const instant = z.iso.datetime({ offset: true });
  const most = z.int().check(z.minimum(1), z.maximum(1_000_000_000));
  return z.strictObject({
    key,
    benefit: benefitSchema(text),
    /** `one`: a word everybody may use; `unique`: each code is good once; `none`: nothing is typed in. */
    codes: z._default(z.enum(["none", "one", "unique"]), "none"),
    /** The word, where there is one for all. */
    code: z.optional(z.string().check(z.regex(/^[A-Z0-9][A-Z0-9-]{2,39}$/, "must be 3 to 40 capitals, digits and dashes"))),
    /** How often in all, by one person, and on one day. */
    budget: z.optional(most),
    perPerson: z.optional(z.int().check(z.minimum(1), z.maximum(1_000))),
    perDay: z.optional(most),
    audience: z.optional(key),
    from: z.optional(instant),
    /** The first instant at which it is over. */
    until: z.optional(instant),
    /** On whose clocks its days are. */
    zone: z._default(z.string().check(z.refine(isZone, "must name a time zone such as Europe/Berlin")), "UTC"),
    /** `alone`: with no other offer in the same basket. */
    combine: z._default(z.enum(["any", "alone"]), "any"),
    /** Controllers who may redeem it; all where none is named. */
    merchants: listed(key, 50),
    /** Purposes whose data it is given for. */
    for: listed(key, 20),
    texts: perLocale(z.strictObject({ name: text })),
  });
}

/** Amounts are in the smallest unit of their currency. */
function benefitSchema(text: z.ZodMiniString) {
  return z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("percent"), value: z.number().check(z.minimum(0.1), z.maximum(100)) }),
    z.strictObject({
      kind: z.literal("amount"),
      value: z.int().check(z.minimum(1), z.maximum(100_000_000)),
      currency: z.string().check(z.regex(/^[A-Z]{3}$/, "must be an ISO 4217 code")),
    }),
    z.strictObject({ kind: z.literal("gift"), value: text }),
  ]);
}
