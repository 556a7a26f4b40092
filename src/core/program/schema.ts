import * as z from "zod/mini";
import { advisorSections } from "./schema-advisor.ts";
import { catalogueSchema } from "./catalogue.ts";
import { askSections } from "./schema-ask.ts";
import { attributeSchema } from "./schema-attribute.ts";
import { controlSections, experienceSchema } from "./schema-experience.ts";
import { offerSchema } from "./schema-offer.ts";
import { reportSections } from "./schema-report.ts";
import { rewardSchema } from "./schema-reward.ts";
import { controllerSchema, siteSchema } from "./schema-site.ts";
import { scopeSections } from "./schema-scope.ts";
import { webhookSchema } from "./schema-webhook.ts";
import { wordingSections } from "./schema-wording.ts";
import { buildParts, inWords, type Parts } from "./schema-parts.ts";
import { BASES, CONDITIONS, GOOGLE_TYPES, IMPORT_SYSTEMS, PURPOSE_CLASSES } from "./purpose.ts";

/** What runs on a page for a purpose, and what it leaves behind there. */
function pageSchema({ listed }: Parts) {
  const address = z
    .string()
    .check(z.regex(/^(https:\/\/[a-z0-9.-]+(:\d{1,5})?\/|\/(?!\/))[^\s"'<>\\]*$/, "must be an https address with a path, or a path"));
  const name = z.string().check(z.regex(/^[^\s;,="*]{1,80}\*?$/, "must be a name, of which only the last character may be *"));
  return {
    /** Addresses of scripts, frames and pixels, by how they begin. */
    scripts: listed(address, 50),
    stores: z._default(z.strictObject({ cookies: listed(name, 50), local: listed(name, 50), session: listed(name, 50) }), {
      cookies: [],
      local: [],
      session: [],
    }),
    /** True where code that runs cannot be stopped: after a withdrawal a reload is offered. */
    reload: z._default(z.boolean(), false),
    /** Types of Google Consent Mode; without it those of the class. */
    google: z.optional(z.array(z.enum(GOOGLE_TYPES)).check(z.maxLength(7))),
  };
}

function purposeSchema(parts: Parts) {
  const { key, text, duration, perLocale, listed } = parts;
  return z.strictObject({
    key,
    class: z.enum(PURPOSE_CLASSES),
    basis: z.enum(BASES),
    dpv: listed(z.string().check(z.minLength(1), z.maxLength(100)), 10),
    meets: listed(z.enum(CONDITIONS), CONDITIONS.length),
    retention: duration,
    /** Raised when the texts come to mean something else: who said yes before is asked again. */
    revision: z._default(z.int().check(z.minimum(1), z.maximum(9_999)), 1),
    ...pageSchema(parts),
    texts: perLocale(z.strictObject({ name: text, why: text, benefit: text })),
    /** Where something is given for the data: the terms, and what the data is worth (Cal. Civ. 1798.125(b), 11 CCR 7016). */
    incentive: z.optional(perLocale(z.strictObject({ terms: text, value: text }))),
  });
}

/** Sections whose verbs are still small: their documents already have a place. */
function furtherSections(parts: Parts) {
  const { key, attributeKey, text, duration, condition, listed } = parts;
  const long = z.string().check(z.maxLength(500));
  const privacyUrl = long.check(z.regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?(\/[^\s"'<>\\]*)?$/i, "must be an https address"));
  return {
    goals: listed(z.strictObject({ key, event: text, purpose: key, window: duration, value: z.optional(attributeKey) }), 100),
    /** Lists of values that conditions ask for with `$inGroup`, or, where they name their attribute, with `$savedGroup`. */
    groups: listed(
      z.strictObject({ key, attribute: z.optional(attributeKey), values: z.array(z.union([long, z.number()])).check(z.maxLength(10_000)) }),
      200,
    ),
    audiences: listed(z.strictObject({ key, purpose: key, when: condition }), 200),
    ...reportSections(parts),
    partners: listed(
      z.strictObject({
        key,
        name: text,
        privacyUrl: z.optional(privacyUrl),
        purposes: listed(key, 20),
        attributes: listed(attributeKey, 100),
      }),
      50,
    ),
    /** Choices made in another system, and which of its categories stand for which purposes. */
    imports: listed(
      z.strictObject({
        system: z.enum(IMPORT_SYSTEMS),
        map: z.record(z.string().check(z.minLength(1), z.maxLength(100)), z.array(key).check(z.maxLength(20))),
      }),
      5,
    ),
    /** Where changes of consent, erasures and requests are told (Standard Webhooks), of the people of which controller. */
    webhooks: listed(webhookSchema(parts), 10),
  };
}

function buildSchema() {
  inWords();
  const parts = buildParts();
  const { key, attributeKey, locale, text, perLocale, listed } = parts;
  const event = z.strictObject({
    name: text,
    purposes: z.array(key).check(z.minLength(1), z.maxLength(20)),
    fields: z.record(attributeKey, z.enum(["string", "number", "boolean"])),
    /** True where it is seen for the service alone: never for an offer, an ad or a partner. */
    serviceOnly: z.optional(z.boolean()),
    /** How it is called to advisers, and where a condition asks how often it happened; `because` as an attribute's. */
    texts: z.optional(perLocale(z.strictObject({ name: text, because: z.optional(text) }))),
  });
  return z.strictObject({
    key,
    name: text,
    locales: z.array(locale).check(z.minLength(1), z.maxLength(60)),
    controllers: z.array(controllerSchema(parts)).check(z.minLength(1), z.maxLength(50)),
    sites: z.array(siteSchema(parts)).check(z.minLength(1), z.maxLength(200)),
    purposes: z.array(purposeSchema(parts)).check(z.minLength(1), z.maxLength(30)),
    attributes: listed(attributeSchema(parts), 500),
    events: listed(event, 200),
    experiences: listed(experienceSchema(parts), 20_000),
    offers: listed(offerSchema(parts), 1_000),
    rewards: listed(rewardSchema(parts), 50),
    catalogue: z.optional(catalogueSchema(parts)),
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
