import type { Keyring } from "./keyring.ts";
import { packPass, unpackPass, type Pass } from "./pass.ts";
import type { Instant } from "../kernel/instant.ts";

/** Where a pass is good: it opens nowhere else. */
export interface Binding {
  readonly controller: string;
  readonly site: string;
  readonly audience: "browser" | "server";
}

export const PASS_COOKIE = "__Host-earnest";
export const FLOOR_COOKIE = "__Host-earnest-floor";
export const CHOICE_COOKIE = "earnest_choice";

/** Longest cookie, name and attributes included, that every browser keeps with room for the site's own. */
export const MOST_COOKIE = 2048;
const ATTRIBUTES = "=; Max-Age=34560000; Path=/; Secure; HttpOnly; SameSite=Lax".length;
const LABEL = "pass";
/** `v1.`, the key id with its dot, and the IV and tag in base64url. */
const OVERHEAD = 3 + 13 + 38;

/** Seals a pass as `v1.<kid>.<sealed>`. Facets that would make the cookie too long are left out, the least wanted first. */
export async function sealPass(
  keyring: Keyring,
  binding: Binding,
  pass: Pass,
  now: Instant,
  random: Uint8Array<ArrayBuffer>,
): Promise<string> {
  return `v1.${await keyring.seal(LABEL, packWithin(pass), associatedOf(binding), now, random)}`;
}

/** Opens a pass; null when it is forged, cut short, sealed for another place, or under a secret no longer alive. */
export async function openPass(keyring: Keyring, binding: Binding, token: string): Promise<Pass | null> {
  if (!token.startsWith("v1.")) return null;
  const text = await keyring.open(LABEL, token.slice(3), associatedOf(binding));
  return text === null ? null : unpackPass(text);
}

function associatedOf(binding: Binding): string {
  return `earnest.pass.v1|${binding.controller}|${binding.site}|${binding.audience}|${PASS_COOKIE}`;
}

function packWithin(pass: Pass): string {
  let text = packPass(pass);
  if (fits(text)) return text;
  const deltas = pass.deltas.slice(-4);
  const facets = Object.entries(pass.facets);
  for (let kept = facets.length; kept >= 0; kept--) {
    const omitted = [...pass.omitted, ...facets.slice(kept).map(([key]) => key)];
    text = packPass({ ...pass, deltas, facets: Object.fromEntries(facets.slice(0, kept)), omitted });
    if (fits(text)) return text;
  }
  return packPass({ ...pass, deltas: [], facets: {}, omitted: ["*"] });
}

function fits(text: string): boolean {
  const bytes = new TextEncoder().encode(text).length;
  return PASS_COOKIE.length + ATTRIBUTES + OVERHEAD + Math.ceil((bytes * 4) / 3) <= MOST_COOKIE;
}
