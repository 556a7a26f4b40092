import * as z from "zod";
import { isDuration } from "../kernel/instant.ts";
import { BASES, CONDITIONS, MODES, PURPOSE_CLASSES } from "./purpose.ts";

export const SOURCES = ["volunteered", "observed", "inferred", "request"] as const;
/** The last three are never accepted: the linter refuses them (E105). */
export const SENSITIVITIES = ["none", "personal", "sensitive", "payment-card", "bank-account", "government-id"] as const;
/** Where a `request` attribute takes its value from; `context` is what the page sends. */
export const REQUEST_ORIGINS = ["context", "path", "campaign", "referrer", "country", "locale"] as const;

function buildSchema() {
  const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,47}$/, "must be lower-case letters, digits and dashes, at most 48");
  const attributeKey = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]{0,47}$/, "must be letters, digits and underscores, at most 48");
  const locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "must be a BCP 47 language tag");
  const text = z.string().min(1).max(2000);
  const duration = z.string().refine(isDuration, "must be an ISO 8601 duration such as P30D");
  const condition = z.record(z.string(), z.unknown());
  const instant = z.iso.datetime({ offset: true });
  const perLocale = <T extends z.ZodType>(shape: T) => z.record(locale, shape);
  const origin = z.string().regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/, "must be an origin such as https://shop.example");
  const modes = z.partialRecord(z.enum(PURPOSE_CLASSES), z.enum(MODES));
  const listed = <T extends z.ZodType>(shape: T, most: number) => z.array(shape).max(most).default([]);
  const fieldValue = z.union([
    z.string().max(2000),
    z.strictObject({ text: z.string().max(2000).optional(), href: z.string().max(2000).optional(), src: z.string().max(2000).optional(), alt: z.string().max(500).optional(), title: z.string().max(500).optional() }),
  ]);
  const controller = z.strictObject({ key, name: text, contact: text, privacyUrl: text, strict: modes.default({}) });
  const slot = z.strictObject({ key, fields: z.array(key).min(1).max(20), default: z.literal("page").optional() });
  const site = z.strictObject({
    key: z.string().regex(/^pk_[a-z0-9_]{4,60}$/, "must start with pk_ and hold lower-case letters, digits and underscores"),
    controller: key,
    name: text,
    consentHost: z.string().min(1).max(253),
    origins: z.array(origin).min(1).max(50),
    slots: z.array(slot).max(200),
    pass: z.strictObject({ soft: z.int().min(20).max(450), hard: z.int().min(60).max(900) }).default({ soft: 60, hard: 300 }),
  });
  const purpose = z.strictObject({
    key,
    class: z.enum(PURPOSE_CLASSES),
    basis: z.enum(BASES),
    dpv: listed(z.string().min(1).max(100), 10),
    meets: listed(z.enum(CONDITIONS), CONDITIONS.length),
    retention: duration,
    texts: perLocale(z.strictObject({ name: text, why: text, benefit: text })),
  });
  const compute = z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("count"), event: text, where: z.record(attributeKey, z.union([z.string(), z.number(), z.boolean()])).default({}) }),
    z.strictObject({ kind: z.literal("last"), event: text, field: attributeKey }),
  ]);
  const attribute = z.strictObject({
    key: attributeKey,
    type: z.enum(["string", "number", "boolean", "list"]),
    source: z.enum(SOURCES),
    sensitivity: z.enum(SENSITIVITIES).default("personal"),
    purposes: z.array(key).max(20),
    retention: duration.optional(),
    from: z.enum(REQUEST_ORIGINS).optional(),
    compute: compute.optional(),
    texts: perLocale(z.strictObject({ name: text })),
  });
  const event = z.strictObject({ name: text, purposes: z.array(key).min(1).max(20), fields: z.record(attributeKey, z.enum(["string", "number", "boolean"])) });
  const variant = z.strictObject({ key, weight: z.number().min(0).max(1_000_000).default(1), content: perLocale(z.record(key, fieldValue)) });
  const experience = z.strictObject({
    key,
    slot: key,
    purpose: key,
    priority: z.int().min(-1_000_000).max(1_000_000).default(0),
    when: condition.default({}),
    schedule: z.strictObject({ from: instant.optional(), until: instant.optional() }).optional(),
    variants: z.array(variant).min(1).max(20),
  });
  const texts = perLocale(z.record(z.string().max(40), text)).default({});
  return z.strictObject({
    key,
    name: text,
    locales: z.array(locale).min(1).max(60),
    controllers: z.array(controller).min(1).max(50),
    sites: z.array(site).min(1).max(200),
    purposes: z.array(purpose).min(1).max(30),
    attributes: listed(attribute, 500),
    events: listed(event, 200),
    goals: listed(z.strictObject({ key, event: text, purpose: key, window: duration, value: attributeKey.optional() }), 100),
    asks: listed(z.strictObject({ key, attribute: attributeKey, purpose: key, texts: perLocale(z.strictObject({ question: text, why: text, benefit: text })) }), 100),
    moments: listed(z.strictObject({ key, when: condition.default({}), asks: listed(key, 20) }), 50),
    audiences: listed(z.strictObject({ key, purpose: key, when: condition }), 200),
    experiences: listed(experience, 20_000),
    offers: listed(z.strictObject({ key, texts }), 200),
    rewards: listed(z.strictObject({ key, texts }), 200),
    reports: listed(z.strictObject({ key, purpose: key, attributes: listed(attributeKey, 50) }), 50),
    partners: listed(z.strictObject({ key, name: text, purposes: listed(key, 20), attributes: listed(attributeKey, 100) }), 50),
  });
}

let built: ReturnType<typeof buildSchema> | null = null;

/** The document a brand publishes. Built on first use: a Worker that only decides never pays for it. */
export function programSchema(): ReturnType<typeof buildSchema> {
  built ??= buildSchema();
  return built;
}

export type Program = z.infer<ReturnType<typeof buildSchema>>;
export type Site = Program["sites"][number];
export type Purpose = Program["purposes"][number];
export type Attribute = Program["attributes"][number];
export type EventDefinition = Program["events"][number];
export type Experience = Program["experiences"][number];
export type Source = (typeof SOURCES)[number];
