import * as z from "zod/mini";
import { challengeSchema } from "./schema-challenge.ts";
import type { Parts } from "./schema-parts.ts";

/** A points account that one controller keeps, what is given for what is bought, and what more of it brings. */
export function rewardSchema({ key, text, duration, perLocale, listed }: Parts) {
  const points = z.int().check(z.minimum(1), z.maximum(1_000_000_000));
  const texts = perLocale(z.strictObject({ name: text }));
  return z.strictObject({
    key,
    /** Whose account it is: cards and people are this controller's. */
    controller: key,
    /** Controllers at whose tills points are given and spent; the account's own where none is named. */
    merchants: listed(key, 50),
    /** So many points for each full amount, in the smallest unit of the currency. */
    earn: z.strictObject({
      points,
      per: z.int().check(z.minimum(1), z.maximum(100_000_000)),
      currency: z.string().check(z.regex(/^[A-Z]{3}$/, "must be an ISO 4217 code")),
    }),
    /** How long points last; for good where nothing is said. */
    expires: z.optional(duration),
    /** By what was ever earned. */
    tiers: listed(z.strictObject({ key, from: z.int().check(z.minimum(0), z.maximum(1_000_000_000)), texts }), 20),
    gifts: listed(z.strictObject({ key, at: points, texts }), 50),
    challenges: listed(challengeSchema({ key, text, perLocale }), 50),
    /** Purposes whose data it is given for. */
    for: listed(key, 20),
    texts,
  });
}
