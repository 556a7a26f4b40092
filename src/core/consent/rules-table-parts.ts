import type { JurisdictionRule } from "./rules.ts";

/** What the rows of one regime have in common; a row spreads it and states only where it differs. */
export type Regime = Omit<JurisdictionRule, "id" | "countries" | "minors" | "sources" | "confidence">;

/** Nothing but the necessary and the contextual before an affirmative act (ePrivacy Directive art 5(3), GDPR art 6(1)(a)). */
const ALL_OPT_IN: JurisdictionRule["modes"] = {
  necessary: "allow",
  functional: "opt-in",
  contextual: "allow",
  measurement: "opt-in",
  personalization: "opt-in",
  marketing: "opt-in",
  advertising: "opt-in",
  "sale-share": "opt-in",
};

/** The signal is taken as an objection although no law here names it (GDPR art 21; W3C GPC Legal Considerations). */
const GPC_HONOURED: JurisdictionRule["gpc"] = {
  duty: "honour",
  display: false,
  limitsSensitive: false,
  absenceIsNotConsent: false,
};

/** The signal is a valid opt-out request that a site must honour (e.g. 11 CCR 7025, Colo. Rev. Stat. 6-1-1306). */
export const GPC_BINDING: JurisdictionRule["gpc"] = { ...GPC_HONOURED, duty: "binding" };

/** Ask before use: the product's reading of a GDPR-like law, with re-ask after `P6M` (CNIL and Garante practice). */
export const OPT_IN_REGIME: Regime = {
  regions: [],
  modes: ALL_OPT_IN,
  sensitive: "opt-in",
  gpc: GPC_HONOURED,
  refusal: "equal-first-layer",
  reask: { afterRefusal: "P6M", consentLasts: "P6M" },
  requests: { acknowledge: null, respond: "P30D", extend: null },
  proof: null,
};

/** Inform, then heed objections: the product's reading of a notice-and-objection law (PIPEDA, APPI), with re-ask after `P12M` (Cal. Civ. 1798.135(a)(4)). */
export const OPT_OUT_REGIME: Regime = {
  ...OPT_IN_REGIME,
  modes: {
    ...ALL_OPT_IN,
    functional: "allow",
    measurement: "opt-out",
    personalization: "opt-out",
    advertising: "opt-out",
  },
  refusal: "opt-out",
  reask: { afterRefusal: "P12M", consentLasts: "P12M" },
};

/** Below `age`, or the age of a single place, a parent consents (GDPR art 8 and its likes). */
export function parentalConsent(age: number, ageIn: Readonly<Record<string, number>> = {}): JurisdictionRule["minors"] {
  return { age, ageIn, parentBelow: null, effect: "parental-consent" };
}

/** The row sets no age of its own; a minor known as such is still one to the product (no source: product rule). */
export const NO_AGE: JurisdictionRule["minors"] = { age: null, ageIn: {}, parentBelow: null, effect: "none" };

/** Secondary source of several rows: a published note that read the statutes (c15t policy presets, 8 Sep 2026). */
export const PRESETS = "c15t policy presets, 8 Sep 2026 (secondary)";
/** Secondary source of several rows: the country tables of consent vendors (setupanalytics, Clym, CookieBeam). */
export const PRACTICE = "country tables of consent vendors (secondary)";
