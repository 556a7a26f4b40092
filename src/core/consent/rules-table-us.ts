import { GPC_BINDING, OPT_OUT_REGIME, parentalConsent, PRESETS, type Regime } from "./rules-table-parts.ts";
import type { JurisdictionRule } from "./rules.ts";

const GPC_GUIDE = "W3C GPC Legal and Implementation Considerations Guide";
const STATE_SURVEYS = "law-firm surveys of state laws, Nov 2025 to Mar 2026 (secondary)";
const COPPA_AGE = 13;

const STATE_LAW: Regime = {
  ...OPT_OUT_REGIME,
  modes: {
    necessary: "allow",
    functional: "allow",
    contextual: "allow",
    measurement: "allow",
    personalization: "opt-out",
    marketing: "opt-out",
    advertising: "opt-out",
    "sale-share": "opt-out",
  },
  requests: { acknowledge: null, respond: "P45D", extend: "P45D" },
  proof: "P24M",
};

/** The rest of the United States and any visitor whose state is unknown: no state law, so COPPA (16 CFR 312) and product rules. */
export const US_REST: JurisdictionRule = {
  ...STATE_LAW,
  id: "US-REST",
  countries: ["US"],
  refusal: "none",
  minors: parentalConsent(COPPA_AGE),
  requests: { acknowledge: null, respond: "P45D", extend: null },
  proof: null,
  sources: [PRESETS],
  confidence: "medium",
};

/** Rows of the United States (CCPA and 11 CCR 7000 ff., Colorado Privacy Act, other state laws, COPPA). */
export const RULES_US: readonly JurisdictionRule[] = [
  {
    ...STATE_LAW,
    id: "US-CA",
    countries: [],
    regions: ["US-CA"],
    gpc: { ...GPC_BINDING, display: true, limitsSensitive: true },
    refusal: "opt-out-link",
    minors: { age: 16, ageIn: {}, parentBelow: COPPA_AGE, effect: "own-opt-in" },
    // The law says 10 business days; 10 calendar days are never later.
    requests: { acknowledge: "P10D", respond: "P45D", extend: "P45D" },
    sources: ["11 CCR 7004, 7021, 7025(c)(6), 7026(a)(4), 7101", "Cal. Civ. 1798.135(a)(4)", STATE_SURVEYS],
    confidence: "high",
  },
  {
    ...STATE_LAW,
    id: "US-CO",
    countries: [],
    regions: ["US-CO"],
    gpc: { ...GPC_BINDING, absenceIsNotConsent: true },
    // No interval in the law (a new question needs a notice of data, purposes and withdrawal): the product's P12M.
    minors: { age: 18, ageIn: {}, parentBelow: COPPA_AGE, effect: "consent" },
    sources: [GPC_GUIDE, PRESETS],
    confidence: "high",
  },
  {
    // The row takes its strictest effect: CT and OR forbid, DE (13-17) and MN (13-16) ask the minor; MT names no age.
    ...STATE_LAW,
    id: "US-GPC-2",
    countries: [],
    regions: ["US-CT", "US-DE", "US-MN", "US-MT", "US-OR"],
    gpc: GPC_BINDING,
    minors: { age: COPPA_AGE, ageIn: { "US-CT": 18, "US-OR": 16, "US-DE": 18, "US-MN": 17 }, parentBelow: COPPA_AGE, effect: "no-ads" },
    sources: [GPC_GUIDE, PRESETS, STATE_SURVEYS],
    confidence: "medium-high",
  },
  {
    // Texts are weaker than reported (MD permissive; NE, TX by agent): read as binding. MD forbids, NJ (13-16) and
    // NH (13-15) ask the minor; NE and TX name no age.
    ...STATE_LAW,
    id: "US-GPC-3",
    countries: [],
    regions: ["US-MD", "US-NE", "US-NH", "US-NJ", "US-TX"],
    gpc: GPC_BINDING,
    minors: { age: COPPA_AGE, ageIn: { "US-MD": 18, "US-NJ": 17, "US-NH": 16 }, parentBelow: COPPA_AGE, effect: "no-ads" },
    sources: [GPC_GUIDE, PRESETS, STATE_SURVEYS],
    confidence: "medium",
  },
  {
    // UT and IA ask only notice and opt-out for sensitive data: the stricter reading holds for all.
    // To join: LA and OK on 2027-01-01, AL on 2027-05-01, VT on 2028-01-01.
    ...STATE_LAW,
    id: "US-OTHER-LAW",
    countries: [],
    regions: ["US-VA", "US-UT", "US-IA", "US-IN", "US-KY", "US-TN", "US-RI", "US-FL"],
    minors: parentalConsent(COPPA_AGE),
    sources: [PRESETS],
    confidence: "medium-high",
  },
  US_REST,
];
