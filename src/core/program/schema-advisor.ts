import * as z from "zod/mini";
import type { Parts } from "./schema-parts.ts";

/** What somebody who advises people is shown of them, for which purpose, and where hints for them stand. */
export function advisorSections({ key, text, duration, listed }: Parts) {
  return {
    advisor: z.optional(
      z.strictObject({
        purpose: key,
        /** Its experiences are the hints. It is a slot of no page: nothing in it reaches anybody by itself. */
        slot: key,
        fields: z.array(key).check(z.minLength(1), z.maxLength(20)),
        /** Names of events: what was bought, and when the person and the brand spoke. */
        purchases: listed(text, 20),
        contacts: listed(text, 20),
        /** How long a hint stays away from somebody after it was taken or ignored. */
        rest: z._default(duration, "P30D"),
      }),
    ),
  };
}
