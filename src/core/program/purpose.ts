/** The classes of purpose, from what a service cannot do without to what the law watches most. */
export const PURPOSE_CLASSES = [
  "necessary",
  "functional",
  "contextual",
  "measurement",
  "personalization",
  "marketing",
  "advertising",
  "sale-share",
] as const;
export type PurposeClass = (typeof PURPOSE_CLASSES)[number];

/** Classes for which data about somebody is wanted by others than themselves: only consent, or a law's opt-out, carries them. */
export function isWatched(kind: PurposeClass): boolean {
  return kind === "marketing" || kind === "advertising" || kind === "sale-share";
}

/** Legal bases of GDPR art 6(1)(a), (b), (c) and (f). Only `consent` is gated by choice. */
export const BASES = ["consent", "contract", "legal-obligation", "legitimate-interest"] as const;
export type Basis = (typeof BASES)[number];

/** What a jurisdiction lets a controller do for a class, from loosest to strictest. */
export const MODES = ["allow", "opt-out", "opt-in", "deny"] as const;
export type Mode = (typeof MODES)[number];

/** The stricter of two modes. */
export function stricter(a: Mode, b: Mode): Mode {
  return MODES.indexOf(a) >= MODES.indexOf(b) ? a : b;
}

/** Facts about a purpose that some rows ask for before they relax their mode for it. */
export const CONDITIONS = [
  "sole-purpose",
  "own-site-only",
  "anonymous",
  "not-shared",
  "clear-information",
  "simple-objection",
  "assessed",
  "prior-notice",
  "non-sensitive",
] as const;
export type Condition = (typeof CONDITIONS)[number];

/** The seven types of Google Consent Mode v2. */
export const GOOGLE_TYPES = [
  "ad_storage",
  "ad_user_data",
  "ad_personalization",
  "analytics_storage",
  "functionality_storage",
  "personalization_storage",
  "security_storage",
] as const;
export type GoogleType = (typeof GOOGLE_TYPES)[number];

/** Systems on a page that can be told what is allowed. */
export const CONSENT_MODES = ["google", "uet", "clarity"] as const;

/** Systems whose stored choices can be taken over. */
export const IMPORT_SYSTEMS = ["onetrust", "cookiebot", "c15t", "klaro", "vanilla-cookieconsent"] as const;
export type ImportSystem = (typeof IMPORT_SYSTEMS)[number];

/** True for a mode that lets something happen without a yes. */
export function needsNoYes(mode: Mode): boolean {
  return mode === "allow" || mode === "opt-out";
}
