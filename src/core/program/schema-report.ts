import * as z from "zod/mini";
import type { Parts } from "./schema-parts.ts";

/** What is told of data: in the brand's own reports, and, where `personal` says how, to each person of their own. */
export function reportSections(parts: Parts) {
  const { key, attributeKey, listed } = parts;
  const report = z.strictObject({
    key,
    purpose: key,
    /** What the brand's own report reads. */
    attributes: listed(attributeKey, 50),
    personal: z.optional(personalSchema(parts)),
  });
  return { reports: listed(report, 50) };
}

/** A person's own number, beside those of others like them, and one tip. */
function personalSchema({ key, attributeKey, text, duration, condition, perLocale, listed }: Parts) {
  return z.strictObject({
    compares: attributeKey,
    /** In which all who are compared are alike. */
    cohort: listed(attributeKey, 8),
    every: z.enum(["week", "month"]),
    /** With fewer others than this nobody is compared. */
    floor: z._default(z.int().check(z.minimum(1), z.maximum(1_000_000)), 100),
    /** How long a report is kept; as long as its purpose keeps anything where nothing is said. */
    retention: z.optional(duration),
    /** Of which the first whose condition holds is given. */
    tips: listed(z.strictObject({ key, when: z._default(condition, {}), texts: perLocale(z.strictObject({ text })) }), 50),
    /** `own` says the number, `{value}`; `compared` where it stands, `{percent}`, among at least `{others}`. */
    texts: perLocale(z.strictObject({ name: text, own: text, compared: text })),
  });
}
