import * as z from "zod";
import { catalogueSchema } from "./catalogue.ts";
import { identitySchema } from "./identity-keys.ts";
import { askSections } from "./schema-ask.ts";
import { controlSections, experienceSchema } from "./schema-experience.ts";
import { offerSchema } from "./schema-offer.ts";
import { rewardSchema } from "./schema-reward.ts";
import { wordingSections } from "./schema-wording.ts";
import { buildParts, type Parts } from "./schema-parts.ts";
import { BASES, CONDITIONS, CONSENT_MODES, GOOGLE_TYPES, IMPORT_SYSTEMS, MODES, PURPOSE_CLASSES } from "./purpose.ts";

export const SOURCES = ["volunteered", "observed", "inferred", "request"] as const;
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

function controllerSchema({ key, text }: Parts) {
  const strict = z.partialRecord(z.enum(PURPOSE_CLASSES), z.enum(MODES)).default({});
  const identity = identitySchema().optional();
  return z.strictObject({ key, name: text, contact: text, address: text.optional(), privacyUrl: text, strict, identity });
}

function siteSchema({ key, text }: Parts) {
  const origin = z.string().regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/, "must be an origin such as https://shop.example");
  const element = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, "must be the name of an HTML element");
  /** `element` is what carries the slot in the page; pages filled at the edge are looked through by it. */
  const slot = z.strictObject({
    key,
    fields: z.array(key).min(1).max(20),
    default: z.literal("page").optional(),
    element: element.default("section"),
  });
  return z.strictObject({
    key: z.string().regex(/^pk_[a-z0-9_]{4,60}$/, "must start with pk_ and hold lower-case letters, digits and underscores"),
    controller: key,
    name: text,
    consentHost: z.string().min(1).max(253),
    origins: z.array(origin).min(1).max(50),
    slots: z.array(slot).max(200),
    /** What else than GPC the site listens to: Do Not Track, and other consent managers on its pages. */
    signals: z.strictObject(listening()).default({ dnt: false, gpp: false, tcf: false, usPrivacy: false }),
    /** Set where the site may write a GPP string of its own (IAB GPP 1.1); creators that are not registered use id 1. */
    gpp: z
      .strictObject({ cmpId: z.int().min(1).max(4095).default(1), mspa: z.enum(["no", "opt-out", "service-provider"]).default("no") })
      .optional(),
    /** Systems on the page that are told what is allowed: Google Consent Mode v2, Microsoft UET, Microsoft Clarity. */
    consentMode: z.array(z.enum(CONSENT_MODES)).max(3).default([]),
    /** `ask`: visitors say first whether they are of age where their law sets one. */
    ageGate: z.enum(["none", "ask"]).default("none"),
    pass: z.strictObject({ soft: z.int().min(20).max(450), hard: z.int().min(60).max(900) }).default({ soft: 60, hard: 300 }),
  });
}

function listening() {
  const off = z.boolean().default(false);
  return { dnt: off, gpp: off, tcf: off, usPrivacy: off };
}

/** What runs on a page for a purpose, and what it leaves behind there. */
function pageSchema({ listed }: Parts) {
  const address = z
    .string()
    .regex(/^(https:\/\/[a-z0-9.-]+(:\d{1,5})?\/|\/(?!\/))[^\s"'<>\\]*$/, "must be an https address with a path, or a path");
  const name = z.string().regex(/^[^\s;,="*]{1,80}\*?$/, "must be a name, of which only the last character may be *");
  return {
    /** Addresses of scripts, frames and pixels, by how they begin. */
    scripts: listed(address, 50),
    stores: z
      .strictObject({ cookies: listed(name, 50), local: listed(name, 50), session: listed(name, 50) })
      .default({ cookies: [], local: [], session: [] }),
    /** True where code that runs cannot be stopped: after a withdrawal a reload is offered. */
    reload: z.boolean().default(false),
    /** Types of Google Consent Mode; without it those of the class. */
    google: z.array(z.enum(GOOGLE_TYPES)).max(7).optional(),
  };
}

function purposeSchema(parts: Parts) {
  const { key, text, duration, perLocale, listed } = parts;
  return z.strictObject({
    key,
    class: z.enum(PURPOSE_CLASSES),
    basis: z.enum(BASES),
    dpv: listed(z.string().min(1).max(100), 10),
    meets: listed(z.enum(CONDITIONS), CONDITIONS.length),
    retention: duration,
    /** Raised when the texts come to mean something else: who said yes before is asked again. */
    revision: z.int().min(1).max(9_999).default(1),
    ...pageSchema(parts),
    texts: perLocale(z.strictObject({ name: text, why: text, benefit: text })),
    /** Where something is given for the data: the terms, and what the data is worth (Cal. Civ. 1798.125(b), 11 CCR 7016). */
    incentive: perLocale(z.strictObject({ terms: text, value: text })).optional(),
  });
}

function computeSchema({ attributeKey, text }: Parts) {
  const where = z.record(attributeKey, z.union([z.string(), z.number(), z.boolean()])).default({});
  const common = { event: text, where };
  const field = attributeKey;
  const days = z.int().min(1).max(400);
  const steps = z
    .array(z.number().nonnegative())
    .length(4)
    .refine((limits) => limits.every((limit, at) => at === 0 || limit > (limits[at - 1] ?? 0)), "must rise");
  return z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("count"), ...common }),
    z.strictObject({ kind: z.literal("streak"), ...common }),
    z.strictObject({ kind: z.literal("sum"), ...common, field }),
    z.strictObject({ kind: z.literal("last"), ...common, field }),
    z.strictObject({ kind: z.literal("first"), ...common, field }),
    z.strictObject({ kind: z.literal("distinct"), ...common, field, most: z.int().min(1).max(100).default(50) }),
    z.strictObject({ kind: z.literal("recent"), ...common, field, most: z.int().min(1).max(50).default(20), days }),
    z.strictObject({ kind: z.literal("window"), ...common, field: field.nullable().default(null), days }),
    z.strictObject({
      kind: z.literal("affinity"),
      ...common,
      field,
      halfLife: z.number().min(1).max(40),
      top: z.int().min(1).max(20).default(5),
      least: z.number().positive().max(1_000).default(0.1),
    }),
    z.strictObject({
      kind: z.literal("rfm"),
      ...common,
      field: field.nullable().default(null),
      days,
      recency: steps,
      frequency: steps,
      monetary: steps,
    }),
  ]);
}

function attributeSchema(parts: Parts) {
  const { key, attributeKey, duration, perLocale, text } = parts;
  return z.strictObject({
    key: attributeKey,
    type: z.enum(["string", "number", "boolean", "list"]),
    source: z.enum(SOURCES),
    sensitivity: z.enum(SENSITIVITIES).default("personal"),
    purposes: z.array(key).max(20),
    retention: duration.optional(),
    from: z.enum(REQUEST_ORIGINS).optional(),
    compute: computeSchema(parts).optional(),
    /** `because` says in a half-sentence what somebody did, with `{value}` for how often or what: "you looked at shoes {value} times". */
    texts: perLocale(z.strictObject({ name: text, because: text.optional() })),
  });
}

/** Sections whose verbs are still small: their documents already have a place. */
function furtherSections({ key, attributeKey, text, duration, condition, listed }: Parts) {
  const long = z.string().max(500);
  const privacyUrl = long.regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?(\/[^\s"'<>\\]*)?$/i, "must be an https address");
  return {
    goals: listed(z.strictObject({ key, event: text, purpose: key, window: duration, value: attributeKey.optional() }), 100),
    /** Lists of values that conditions ask for with `$inGroup`, or, where they name their attribute, with `$savedGroup`. */
    groups: listed(
      z.strictObject({ key, attribute: attributeKey.optional(), values: z.array(z.union([long, z.number()])).max(10_000) }),
      200,
    ),
    audiences: listed(z.strictObject({ key, purpose: key, when: condition }), 200),
    reports: listed(z.strictObject({ key, purpose: key, attributes: listed(attributeKey, 50) }), 50),
    partners: listed(
      z.strictObject({
        key,
        name: text,
        privacyUrl: privacyUrl.optional(),
        purposes: listed(key, 20),
        attributes: listed(attributeKey, 100),
      }),
      50,
    ),
    /** Choices made in another system, and which of its categories stand for which purposes. */
    imports: listed(z.strictObject({ system: z.enum(IMPORT_SYSTEMS), map: z.record(z.string().min(1).max(100), z.array(key).max(20)) }), 5),
    /** Where changes of consent are told (Standard Webhooks), of the people of which controller. */
    webhooks: listed(
      z.strictObject({
        key,
        url: z.url().max(500),
        events: z
          .array(z.enum(["consent.changed"]))
          .min(1)
          .max(5),
        controller: key.optional(),
      }),
      10,
    ),
  };
}

function buildSchema() {
  const parts = buildParts();
  const { key, attributeKey, locale, text, listed } = parts;
  const event = z.strictObject({
    name: text,
    purposes: z.array(key).min(1).max(20),
    fields: z.record(attributeKey, z.enum(["string", "number", "boolean"])),
    /** True where it is seen for the service alone: never for an offer, an ad or a partner. */
    serviceOnly: z.boolean().optional(),
  });
  return z.strictObject({
    key,
    name: text,
    locales: z.array(locale).min(1).max(60),
    controllers: z.array(controllerSchema(parts)).min(1).max(50),
    sites: z.array(siteSchema(parts)).min(1).max(200),
    purposes: z.array(purposeSchema(parts)).min(1).max(30),
    attributes: listed(attributeSchema(parts), 500),
    events: listed(event, 200),
    experiences: listed(experienceSchema(parts), 20_000),
    offers: listed(offerSchema(parts), 1_000),
    rewards: listed(rewardSchema(parts), 50),
    catalogue: catalogueSchema(parts).optional(),
    ...controlSections(parts),
    ...askSections(parts),
    ...wordingSections(parts),
    ...furtherSections(parts),
  });
}

let built: ReturnType<typeof buildSchema> | null = null;

/** The document a brand publishes. Built on first use: a Worker that only decides never pays for it. */
export function programSchema(): ReturnType<typeof buildSchema> {
  built ??= buildSchema();
  return built;
}

export type Program = z.infer<ReturnType<typeof buildSchema>>;
export type Purpose = Program["purposes"][number];
export type Attribute = Program["attributes"][number];
export type Experience = Program["experiences"][number];
export type Offer = Program["offers"][number];
export type Source = (typeof SOURCES)[number];
