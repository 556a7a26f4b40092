import * as z from "zod";
import { advisorSections } from "./schema-advisor.ts";
import { catalogueSchema } from "./catalogue.ts";
import { askSections } from "./schema-ask.ts";
import { attributeSchema } from "./schema-attribute.ts";
import { controlSections, experienceSchema } from "./schema-experience.ts";
import { offerSchema } from "./schema-offer.ts";
import { rewardSchema } from "./schema-reward.ts";
import { controllerSchema, siteSchema } from "./schema-site.ts";
import { scopeSections } from "./schema-scope.ts";
import { wordingSections } from "./schema-wording.ts";
import { buildParts, type Parts } from "./schema-parts.ts";
import { BASES, CONDITIONS, GOOGLE_TYPES, IMPORT_SYSTEMS, PURPOSE_CLASSES } from "./purpose.ts";

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
          .array(z.enum(["consent.changed", "subject.erased"]))
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
  const { key, attributeKey, locale, text, perLocale, listed } = parts;
  const event = z.strictObject({
    name: text,
    purposes: z.array(key).min(1).max(20),
    fields: z.record(attributeKey, z.enum(["string", "number", "boolean"])),
    /** True where it is seen for the service alone: never for an offer, an ad or a partner. */
    serviceOnly: z.boolean().optional(),
    /** How it is called where a condition asks how often it happened; `because` as an attribute's. */
    texts: perLocale(z.strictObject({ name: text, because: text.optional() })).optional(),
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
    ...advisorSections(parts),
    ...scopeSections(parts),
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
