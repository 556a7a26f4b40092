import * as z from "zod/mini";
import type { Parts } from "./schema-parts.ts";

export const SOURCES = ["volunteered", "observed", "inferred", "request"] as const;
export type Source = (typeof SOURCES)[number];
/** The last three are never accepted: the linter refuses them (E105). */
export const SENSITIVITIES = ["none", "personal", "sensitive", "payment-card", "bank-account", "government-id"] as const;
/** Where a `request` attribute takes its value from; `context` is what the page sends. */
export const REQUEST_ORIGINS = [
  "context",
  "path",
  "campaign",
  "campaign-source",
  "campaign-medium",
  "referrer",
  "country",
  "region",
  "city",
  "device",
  "locale",
  "now",
] as const;

const CONTACTS = ["email", "phone", "post"] as const;

function computeSchema({ attributeKey, text }: Parts) {
  const where = z._default(z.record(attributeKey, z.union([z.string(), z.number(), z.boolean()])), {});
  const common = { event: text, where };
  const field = attributeKey;
  const days = z.int().check(z.minimum(1), z.maximum(400));
  const steps = z.array(z.number().check(z.nonnegative())).check(
    z.length(4),
    z.refine((limits) => limits.every((limit, at) => at === 0 || limit > (limits[at - 1] ?? 0)), "must rise"),
  );
  return z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("count"), ...common }),
    z.strictObject({ kind: z.literal("streak"), ...common }),
    z.strictObject({ kind: z.literal("sum"), ...common, field }),
    z.strictObject({ kind: z.literal("last"), ...common, field }),
    z.strictObject({ kind: z.literal("first"), ...common, field }),
    z.strictObject({ kind: z.literal("distinct"), ...common, field, most: z._default(z.int().check(z.minimum(1), z.maximum(100)), 50) }),
    z.strictObject({ kind: z.literal("recent"), ...common, field, most: z._default(z.int().check(z.minimum(1), z.maximum(50)), 20), days }),
    z.strictObject({ kind: z.literal("window"), ...common, field: z._default(z.nullable(field), null), days }),
    z.strictObject({
      kind: z.literal("affinity"),
      ...common,
      field,
      halfLife: z.number().check(z.minimum(1), z.maximum(40)),
      top: z._default(z.int().check(z.minimum(1), z.maximum(20)), 5),
      least: z._default(z.number().check(z.positive(), z.maximum(1_000)), 0.1),
    }),
    z.strictObject({
      kind: z.literal("rfm"),
      ...common,
      field: z._default(z.nullable(field), null),
      days,
      recency: steps,
      frequency: steps,
      monetary: steps,
    }),
  ]);
}

export function attributeSchema(parts: Parts) {
  const { key, attributeKey, duration, perLocale, text } = parts;
  return z.strictObject({
    key: attributeKey,
    type: z.enum(["string", "number", "boolean", "list"]),
    source: z.enum(SOURCES),
    sensitivity: z._default(z.enum(SENSITIVITIES), "personal"),
    purposes: z.array(key).check(z.maxLength(20)),
    retention: z.optional(duration),
    from: z.optional(z.enum(REQUEST_ORIGINS)),
    /** Set where it holds how to reach the person. */
    contact: z.optional(z.enum(CONTACTS)),
    compute: z.optional(computeSchema(parts)),
    /** `because` says in a half-sentence what somebody did, with `{value}` for how often or what: "you looked at shoes {value} times". */
    texts: perLocale(z.strictObject({ name: text, because: z.optional(text) })),
  });
}
