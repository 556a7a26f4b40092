import * as z from "zod";
import { identitySchema } from "./identity-keys.ts";
import { rightsSchema } from "./schema-rights.ts";
import { CONSENT_MODES, MODES, PURPOSE_CLASSES } from "./purpose.ts";
import type { Parts } from "./schema-parts.ts";

export function controllerSchema(parts: Parts) {
  const { key, text } = parts;
  const strict = z.partialRecord(z.enum(PURPOSE_CLASSES), z.enum(MODES)).default({});
  const identity = identitySchema().optional();
  const rights = rightsSchema(parts).optional();
  return z.strictObject({ key, name: text, contact: text, address: text.optional(), privacyUrl: text, strict, identity, rights });
}

export function siteSchema({ key, text }: Parts) {
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
