import type { Consent, NoticePurpose } from "./contract.ts";

/** The purposes a first layer puts to the person: those due, and those they never spoke of. What they settled stays. */
export function askedOf(purposes: readonly NoticePurpose[], { due, state }: Consent): readonly NoticePurpose[] {
  return purposes.filter(({ key, choice }) => choice && (due.includes(key) || state[key] === "unknown"));
}
