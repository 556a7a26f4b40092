import type { Keyring } from "../consent/keyring.ts";
import type { SubjectId } from "../kernel/ids.ts";
import { MINUTE, type Instant } from "../kernel/instant.ts";

/** How long somebody who proved who they are may see, take away and delete what is known about them. */
export const PROOF_LIVES = 15 * MINUTE;
export const PROOF_COOKIE = "__Host-earnest-known";
const LABEL = "proof";

/** Where a proof is good: for one subject, at one site. */
interface Proved {
  readonly controller: string;
  readonly site: string;
  readonly subject: SubjectId;
}

/** Seals that somebody proved now to be a subject; `random` must hold 12 fresh random bytes. */
export function sealProof(keyring: Keyring, proved: Proved, now: Instant, random: Uint8Array<ArrayBuffer>): Promise<string> {
  return keyring.seal(LABEL, String(now), associatedOf(proved), now, random);
}

/** True for a proof of this subject that is at most 15 minutes old. */
export async function holdsProof(keyring: Keyring, proved: Proved, proof: string, now: Instant): Promise<boolean> {
  const text = await keyring.open(LABEL, proof, associatedOf(proved));
  const age = now - Number(text ?? Number.NaN);
  return age >= 0 && age < PROOF_LIVES;
}

function associatedOf({ controller, site, subject }: Proved): string {
  return `earnest.proof.v1|${controller}|${site}|${subject}`;
}
