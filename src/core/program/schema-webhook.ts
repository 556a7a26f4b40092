import * as z from "zod/mini";
import type { Parts } from "./schema-parts.ts";

/** What a webhook may hear of. */
const EVENTS = [
  "consent.changed",
  "subject.erased",
  "request.filed",
  "request.due",
  "request.overdue",
  "task.raised",
  "promise.overdue",
  "report.ready",
] as const;

/** Where such happenings are told, of the people of which controller. */
export function webhookSchema({ key, text }: Parts) {
  return z.strictObject({
    key,
    url: z.url().check(z.maxLength(500)),
    events: z.array(z.enum(EVENTS)).check(z.minLength(1), z.maxLength(EVENTS.length)),
    controller: z.optional(key),
    /** Who hears it, as people read it, where that is somebody else than the controller. */
    recipient: z.optional(text),
  });
}
