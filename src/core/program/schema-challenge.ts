import * as z from "zod/mini";
import type { Parts } from "./schema-parts.ts";

/** What is to be done, and what it brings: a badge, and with it points or a gift. */
export function challengeSchema({ key, text, perLocale }: Pick<Parts, "key" | "text" | "perLocale">) {
  return z.strictObject({
    key,
    /** It is met by whoever is in this audience, as far as they allow that to be known. */
    audience: key,
    /** After which it may be met anew (UTC); once for good where nothing is said. */
    season: z.optional(z.enum(["week", "month", "year"])),
    points: z.optional(z.int().check(z.minimum(1), z.maximum(1_000_000_000))),
    texts: perLocale(z.strictObject({ name: text, gift: z.optional(text) })),
  });
}
