import type { Permit } from "../core/consent/permit.ts";
import { isPartnerRefused, partnerChoice, saidOf, type ConsentState } from "../core/consent/state.ts";
import type { LiveProgram } from "../core/program/live.ts";

/** What was said and what is allowed, by purpose and, as `@key`, by partner. */
export function inWords(
  program: LiveProgram,
  state: ConsentState,
  permit: Permit,
): { readonly state: Record<string, string>; readonly allowed: Record<string, boolean> } {
  const { purposes, partners } = program.compiled;
  const allowed = purposes.map(({ key }, index) => [key, (permit.mask & (1 << index)) !== 0] as const);
  const shared = partners.map(({ key, purposes: served }) => {
    return [partnerChoice(key), !isPartnerRefused(state, key) && (served & permit.mask) !== 0] as const;
  });
  return {
    state: Object.fromEntries([
      ...purposes.map(({ key }) => [key, saidOf(state, key)?.state ?? "unknown"] as const),
      ...partners.map(({ key }) => [partnerChoice(key), state.decisions[partnerChoice(key)]?.state ?? "unknown"] as const),
    ]),
    allowed: Object.fromEntries([...allowed, ...shared]),
  };
}
