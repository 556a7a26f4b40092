import * as z from "zod/mini";
import type { Parts } from "./schema-parts.ts";

/** What people may let one other person see of them for a time. */
export function scopeSections({ key, attributeKey, text, duration, perLocale, listed }: Parts) {
  return {
    scopes: listed(
      z.strictObject({
        key,
        purpose: key,
        attributes: z.array(attributeKey).check(z.minLength(1), z.maxLength(20)),
        /** The attribute that names the trip somebody is on: what is let for a trip ends where it has another value, or none. */
        trip: z.optional(attributeKey),
        /** How long it lasts at most. */
        most: z._default(duration, "P1D"),
        texts: perLocale(z.strictObject({ name: text })),
      }),
      20,
    ),
  };
}
