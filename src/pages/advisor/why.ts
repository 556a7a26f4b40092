import type { Words } from "./words.ts";

const SAID: Readonly<Record<string, keyof Words>> = {
  granted: "whyGranted",
  "opt-out-default": "whyUnopposed",
  necessary: "whyLawful",
  "lawful-basis": "whyLawful",
  denied: "whyDenied",
  unknown: "whyUnknown",
  "no-pass": "whyUnknown",
  withdrawn: "whyWithdrawn",
  expired: "whyExpired",
  minor: "whyMinor",
  objected: "whyObjected",
  restricted: "whyRestricted",
  erased: "whyErased",
};

/** Why something may be seen or not, as staff reads it; what is left are signals of the person's browser. */
export function whyIn(why: string, words: Words): string {
  return words[SAID[why] ?? "whySignal"];
}
