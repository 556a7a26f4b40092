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

/** True for a mode that lets something happen without a yes. */
export function needsNoYes(mode: Mode): boolean {
  return mode === "allow" || mode === "opt-out";
}
