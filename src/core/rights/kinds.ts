/** What a person may ask for (GDPR arts 7(3), 15–18, 20–22; Cal. Civ. 1798.100–121). */
export const REQUEST_KINDS = [
  "access",
  "portability",
  "rectification",
  "erasure",
  "restriction",
  "objection",
  "withdrawal",
  "explanation",
  "opt-out",
] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];
