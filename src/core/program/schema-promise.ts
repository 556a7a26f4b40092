import * as z from "zod/mini";
import type { Parts } from "./schema-parts.ts";

/** How what an answer brings comes to the person, and until when at the latest; by its kind where no time is told. */
export function promiseSchema({ key, duration }: Pick<Parts, "key" | "duration">) {
  const due = z.optional(duration);
  return z.discriminatedUnion("by", [
    /** A coupon, issued with the answer. */
    z.strictObject({ by: z.literal("offer"), offer: key, due }),
    /** Points, credited with the answer. */
    z.strictObject({ by: z.literal("points"), reward: key, points: z.int().check(z.minimum(1), z.maximum(1_000_000_000)), due }),
    /** By the brand's own hand, which reports it. */
    z.strictObject({ by: z.literal("brand"), due }),
  ]);
}
