import type { SubjectId } from "../../core/kernel/ids.ts";
import { isNobody } from "../../core/profile/identifier.ts";
import { holdsProof, sealProof } from "../../core/profile/proof.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { readRoot } from "../consent/read-root.ts";
import { readFamily } from "./read-family.ts";

/**
 * How far a visitor may be told about somebody. `nobody`: there is no subject. `device`: no identifier leads to it, so that
 * what is known is this browser's own. `proven`: they proved to be that person within 15 minutes. `unproven`: a known
 * person's pass alone, which chooses, withdraws and forgets the device, and shows no values.
 */
export type Standing = "nobody" | "device" | "proven" | "unproven";

const WAIT_MS = 2_000;

/** The proof that this subject's person stands behind the browser, good for 15 minutes. */
export function proofFor(call: Call, subject: SubjectId): Promise<string> {
  return sealProof(call.platform.keyring, { ...siteOf(call), subject }, call.now, randomBytes(12));
}

/** True when the visitor proved within 15 minutes to be the person of their pass. Costs no storage call. */
export async function isProven(call: Call, { pass }: Visitor, proof: string): Promise<boolean> {
  if (!pass?.subject || proof === "") return false;
  return holdsProof(call.platform.keyring, { ...siteOf(call), subject: pass.subject }, proof, call.now);
}

/** Where a visitor stands. Throws `Unavailable`. */
export async function standingOf(call: Call, visitor: Visitor, proof: string): Promise<Standing> {
  const subject = visitor.pass?.subject;
  if (!subject) return "nobody";
  if (await isProven(call, visitor, proof)) return "proven";
  const { root } = await readRoot(call.platform.env, subject, [], WAIT_MS);
  const { kinds } = await readFamily(call.platform.env, root);
  return isNobody(kinds) ? "device" : "unproven";
}

function siteOf({ program }: Call): { readonly controller: string; readonly site: string } {
  return { controller: program.site.controller, site: program.site.key };
}
