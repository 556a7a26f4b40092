import * as z from "zod/mini";
import { identitySchema } from "./identity-keys.ts";
import { lookSchema } from "./schema-look.ts";
import { rightsSchema } from "./schema-rights.ts";
import { CONSENT_MODES, MODES, PURPOSE_CLASSES } from "./purpose.ts";
import type { Parts } from "./schema-parts.ts";

export function controllerSchema(parts: Parts) {
  const { key, text } = parts;
  const strict = z._default(z.partialRecord(z.enum(PURPOSE_CLASSES), z.enum(MODES)), {});
  const identity = z.optional(identitySchema());
  const rights = z.optional(rightsSchema(parts));
  return z.strictObject({ key, name: text, contact: text, address: z.optional(text), privacyUrl: text, strict, identity, rights });
}

export function siteSchema({ key, text }: Parts) {
  const origin = z.string().check(z.regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/, "must be an origin such as https://shop.example"));
  const element = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,30}$/, "must be the name of an HTML element"));
  /** `element` is what carries the slot in the page; pages filled at the edge are looked through by it. */
  const slot = z.strictObject({
    key,
    fields: z.array(key).check(z.minLength(1), z.maxLength(20)),
    default: z.optional(z.literal("page")),
    element: z._default(element, "section"),
  });
  return z.strictObject({
    key: z.string().check(z.regex(/^pk_[a-z0-9_]{4,60}$/, "must start with pk_ and hold lower-case letters, digits and underscores")),
    controller: key,
    name: text,
    consentHost: z.string().check(z.minLength(1), z.maxLength(253)),
    origins: z.array(origin).check(z.minLength(1), z.maxLength(50)),
    slots: z.array(slot).check(z.maxLength(200)),
    /** What else than GPC the site listens to: Do Not Track, and other consent managers on its pages. */
    signals: z._default(z.strictObject(listening()), { dnt: false, gpp: false, tcf: false, usPrivacy: false }),
    /** Set where the site may write a GPP string of its own (IAB GPP 1.1); creators that are not registered use id 1. */
    gpp: z.optional(
      z.strictObject({
        cmpId: z._default(z.int().check(z.minimum(1), z.maximum(4095)), 1),
        mspa: z._default(z.enum(["no", "opt-out", "service-provider"]), "no"),
      }),
    ),
    /** Systems on the page that are told what is allowed: Google Consent Mode v2, Microsoft UET, Microsoft Clarity. */
    consentMode: z._default(z.array(z.enum(CONSENT_MODES)).check(z.maxLength(3)), []),
    /** `ask`: visitors say first whether they are of age where their law sets one. */
    ageGate: z._default(z.enum(["none", "ask"]), "none"),
    look: z.optional(lookSchema()),
    pass: z._default(
      z.strictObject({ soft: z.int().check(z.minimum(20), z.maximum(450)), hard: z.int().check(z.minimum(60), z.maximum(900)) }),
      { soft: 60, hard: 300 },
    ),
  });
}

function listening() {
  const off = z._default(z.boolean(), false);
  return { dnt: off, gpp: off, tcf: off, usPrivacy: off };
}
