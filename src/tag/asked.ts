import type { Consent, NoticePurpose } from "./contract.ts";

/** What a first layer tells of: what leaves no choice, what is due, and what the person never spoke of. What they settled stays. */
export function shownOf(purposes: readonly NoticePurpose[], { due, state }: Consent): readonly NoticePurpose[] {
  return purposes.filter(({ key, choice }) => !choice || due.includes(key) || state[key] === "unknown");
}
