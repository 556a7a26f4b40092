import * as z from "zod";
import type { Parts } from "./schema-parts.ts";

/** What is to be done, and what it brings: a badge, and with it points or a gift. */
export function challengeSchema({ key, text, perLocale }: Pick<Parts, "key" | "text" | "perLocale">) {
  return z.strictObject({
    key,
    /** It is met by whoever is in this audience, as far as they allow that to be known. */
    audience: key,
    /** After which it may be met anew (UTC); once for good where nothing is said. */
    season: z.enum(["week", "month", "year"]).optional(),
    points: z.int().min(1).max(1_000_000_000).optional(),
    texts: perLocale(z.strictObject({ name: text, gift: text.optional() })),
  });
}
