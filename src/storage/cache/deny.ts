import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Platform } from "../platform.ts";
import { within } from "../within.ts";

/** KV `deny:<keyed hash of the subject>`: the version of a withdrawal, for as long as an older pass could live. It only removes. */
const DENY = "deny:";
const KEEP_S = 1_800;
const WAIT_MS = 300;

/** Leaves a hint that everything below `version` was withdrawn. KV may be away: the register holds the truth. */
export async function writeDenyHint(platform: Platform, subject: SubjectId, version: number): Promise<void> {
  try {
    await platform.env.KV.put(await nameOf(platform, subject), String(version), { expirationTtl: KEEP_S });
  } catch {
    // A hint that could not be written removes nothing; the register and the pass do.
  }
}

/** Leaves a hint that nothing of a subject is good any more, and no pass kept for servers of these sites. Throws when KV is away. */
export async function writeEndHint(platform: Platform, subject: SubjectId): Promise<void> {
  const hint = platform.env.KV.put(await nameOf(platform, subject), String(Number.MAX_SAFE_INTEGER), { expirationTtl: KEEP_S });
  await within(WAIT_MS, hint);
}

/** The version below which all is withdrawn; 0 when there is no hint or KV is away. */
export async function readDenyHint(platform: Platform, subject: SubjectId): Promise<number> {
  try {
    return Number((await within(WAIT_MS, platform.env.KV.get(await nameOf(platform, subject)))) ?? 0);
  } catch {
    return 0;
  }
}

async function nameOf(platform: Platform, subject: SubjectId): Promise<string> {
  return DENY + (await platform.keyring.name("deny", subject));
}
