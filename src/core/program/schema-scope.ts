import * as z from "zod";
import type { Parts } from "./schema-parts.ts";

/** What people may let one other person see of them for a time. */
export function scopeSections({ key, attributeKey, text, duration, perLocale, listed }: Parts) {
  return {
    scopes: listed(
      z.strictObject({
        key,
        purpose: key,
        attributes: z.array(attributeKey).min(1).max(20),
        /** The attribute that names the trip somebody is on: what is let for a trip ends where it has another value, or none. */
        trip: attributeKey.optional(),
        /** How long it lasts at most. */
        most: duration.default("P1D"),
        texts: perLocale(z.strictObject({ name: text })),
      }),
      20,
    ),
  };
}
