import { NO_AGE, OPT_IN_REGIME, OPT_OUT_REGIME, parentalConsent, PRACTICE, PRESETS } from "./rules-table-parts.ts";
import type { JurisdictionRule } from "./rules.ts";

/** Québec, and any Canadian visitor whose province is unknown (P-39.1 ss 8.1, 9.1). */
export const CA_QC: JurisdictionRule = {
  ...OPT_IN_REGIME,
  id: "CA-QC",
  countries: [],
  regions: ["CA-QC"],
  modes: { ...OPT_IN_REGIME.modes, functional: "allow" },
  refusal: "off-by-default",
  minors: parentalConsent(14),
  sources: ["Québec P-39.1 ss 8.1, 9.1", PRESETS, PRACTICE],
  confidence: "medium-high",
};

/** Where the place is unknown or has no row: the strictest reading of all (product decision, no single law). */
export const DEFAULT_RULE: JurisdictionRule = {
  ...OPT_IN_REGIME,
  id: "DEFAULT",
  countries: [],
  minors: parentalConsent(16),
  proof: "P24M",
  sources: ["product decision: an unknown place gets the strictest rule"],
  confidence: "medium",
};

/** Rows of the rest of the world (Québec P-39.1, PIPEDA and CASL, LGPD, PIPL, APPI, PIPA, DPDP Act, Privacy Act 1988). */
export const RULES_WORLD: readonly JurisdictionRule[] = [
  CA_QC,
  {
    ...OPT_OUT_REGIME,
    id: "CA",
    countries: ["CA"],
    modes: {
      ...OPT_OUT_REGIME.modes,
      advertising: { mode: "opt-out", when: ["prior-notice", "non-sensitive"], otherwise: "opt-in" },
    },
    minors: NO_AGE,
    requests: { acknowledge: null, respond: "P30D", extend: "P30D" },
    sources: ["CASL (e-mail)", PRESETS, PRACTICE],
    confidence: "medium",
  },
  {
    ...OPT_IN_REGIME,
    id: "BR",
    countries: ["BR"],
    modes: {
      ...OPT_IN_REGIME.modes,
      functional: "allow",
      measurement: { mode: "opt-out", when: ["own-site-only", "anonymous", "assessed"], otherwise: "opt-in" },
    },
    refusal: "visible-first-layer",
    minors: { age: 18, ageIn: {}, parentBelow: 12, effect: "best-interest" },
    requests: { acknowledge: null, respond: "P15D", extend: null },
    sources: ["LGPD art 19", "ANPD guide on cookies, Oct 2022 (secondary)", PRESETS],
    confidence: "medium-high",
  },
  {
    // The statute says "timely"; P30D is what practice tables give.
    ...OPT_IN_REGIME,
    id: "CN",
    countries: ["CN"],
    minors: parentalConsent(14),
    sources: ["PIPL arts 13, 15, 24", PRESETS, PRACTICE],
    confidence: "medium",
  },
  {
    // The statute says "without delay": P30D is the product's number.
    ...OPT_OUT_REGIME,
    id: "JP",
    countries: ["JP"],
    refusal: "information",
    minors: NO_AGE,
    sources: ["Telecommunications Business Act art 27-12", PRESETS, PRACTICE],
    confidence: "medium",
  },
  {
    // Act 21445 is in force since 2026-09-11: to be read again.
    ...OPT_IN_REGIME,
    id: "KR",
    countries: ["KR"],
    minors: parentalConsent(14),
    requests: { acknowledge: null, respond: "P10D", extend: null },
    sources: [PRESETS, PRACTICE],
    confidence: "medium",
  },
  {
    // Binding from 2027-05-13, kept already. The rules allow P90D for an answer; the product promises P30D.
    ...OPT_IN_REGIME,
    id: "IN",
    countries: ["IN"],
    minors: { age: 18, ageIn: {}, parentBelow: 18, effect: "no-ads" },
    sources: ["DPDP Act and Rules", PRESETS],
    confidence: "medium",
  },
  {
    // The Children's Online Privacy Code is due on 2026-12-10 and will set an age.
    ...OPT_OUT_REGIME,
    id: "AU",
    countries: ["AU"],
    modes: { ...OPT_OUT_REGIME.modes, marketing: "opt-out" },
    minors: NO_AGE,
    sources: ["Australian Privacy Principle 5", PRESETS, PRACTICE],
    confidence: "medium",
  },
  DEFAULT_RULE,
];
