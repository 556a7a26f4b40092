import { NO_AGE, OPT_IN_REGIME, parentalConsent, PRACTICE, PRESETS, type Regime } from "./rules-table-parts.ts";
import type { JurisdictionRule } from "./rules.ts";

const GDPR: Regime = { ...OPT_IN_REGIME, requests: { acknowledge: null, respond: "P1M", extend: "P2M" } };
const AGES = "European Commission staff document of 2020, table of consent ages (secondary)";

// Where no age is listed (HR DE HU IE LU NL PL RO SK, and IS LI NO SI AX, which the 2020 table lacks) 16 holds.
const AGE_IN_EEA = {
  ...{ BE: 13, DK: 13, EE: 13, FI: 13, LV: 13, MT: 13, PT: 13, SE: 13 },
  ...{ AT: 14, BG: 14, CY: 14, LT: 14, IT: 14, ES: 14 },
  ...{ CZ: 15, FR: 15, GR: 15 },
};

const FRANCE_OVERSEAS = ["GF", "GP", "MQ", "MF", "RE", "YT"];

/** Rows of the EEA, the United Kingdom, Switzerland and Türkiye (GDPR, ePrivacy Directive, PECR, FADP, KVKK). */
export const RULES_EU: readonly JurisdictionRule[] = [
  {
    ...GDPR,
    id: "EEA",
    countries: [
      ...["AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU"],
      ...["MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO", "AX"],
      ...FRANCE_OVERSEAS,
    ],
    minors: parentalConsent(16, AGE_IN_EEA),
    sources: [
      "GDPR arts 7(1), 7(3), 8, 12(3)",
      "EDPB Cookie Banner Taskforce report, 17 Jan 2023",
      "W3C GPC Legal and Implementation Considerations Guide",
      AGES,
    ],
    confidence: "high",
  },
  {
    ...GDPR,
    id: "FR",
    countries: ["FR", ...FRANCE_OVERSEAS],
    modes: {
      ...GDPR.modes,
      measurement: { mode: "allow", when: ["sole-purpose", "own-site-only", "anonymous", "not-shared"], otherwise: "opt-in" },
    },
    minors: parentalConsent(15),
    sources: ["CNIL deliberation 2020-092", "CNIL audience-measurement deliberation, 4 Jul 2025", AGES],
    confidence: "medium-high",
  },
  {
    ...GDPR,
    id: "IT",
    countries: ["IT"],
    refusal: "close-refuses",
    minors: parentalConsent(14),
    sources: ["Garante, provvedimento 231 of 10 Jun 2021", AGES],
    confidence: "medium-high",
  },
  {
    ...GDPR,
    id: "ES",
    countries: ["ES"],
    reask: { afterRefusal: "P6M", consentLasts: "P24M" },
    minors: parentalConsent(14),
    sources: ["AEPD guide on cookies 3.2.8", AGES],
    confidence: "medium",
  },
  {
    // GG, JE and IM have laws of their own that were not checked: they fall to DEFAULT.
    ...GDPR,
    id: "GB",
    countries: ["GB"],
    modes: {
      ...GDPR.modes,
      functional: { mode: "allow", when: ["own-site-only", "simple-objection"], otherwise: "opt-in" },
      measurement: { mode: "opt-out", when: ["sole-purpose", "not-shared", "clear-information", "simple-objection"], otherwise: "opt-in" },
    },
    refusal: "equal-exempt-on",
    minors: parentalConsent(13),
    sources: ["PECR Schedule A1, in force 5 Feb 2026", "ICO guidance on storage and access technologies", PRESETS, AGES],
    confidence: "medium-high",
  },
  {
    // The age is taken over from the United Kingdom.
    ...GDPR,
    id: "GI",
    countries: ["GI"],
    minors: parentalConsent(13),
    sources: [PRESETS],
    confidence: "medium",
  },
  {
    ...OPT_IN_REGIME,
    id: "CH",
    countries: ["CH"],
    modes: { ...OPT_IN_REGIME.modes, functional: "opt-out", measurement: "opt-out", personalization: "opt-out" },
    refusal: "information",
    minors: NO_AGE,
    sources: ["Telecommunications Act (TCA) art 45c", PRESETS, PRACTICE],
    confidence: "medium",
  },
  {
    ...OPT_IN_REGIME,
    id: "TR",
    countries: ["TR"],
    minors: NO_AGE,
    sources: [PRESETS, PRACTICE],
    confidence: "medium",
  },
];
