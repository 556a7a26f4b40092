import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Platform } from "../platform.ts";
import { within } from "../within.ts";

/** KV `pass:<keyed hash of site and subject>`: the sealed pass of a server caller's subject; it expires with the pass. */
const PASS = "pass:";
const WAIT_MS = 200;
const LEAST_TTL_S = 60;

/** The sealed pass last issued for a subject; null when there is none or KV is away. */
export async function readServerPass(platform: Platform, site: string, subject: SubjectId): Promise<string | null> {
  try {
    return await within(WAIT_MS, platform.env.KV.get(await nameOf(platform, site, subject)));
  } catch {
    return null;
  }
}

export async function writeServerPass(platform: Platform, site: string, subject: SubjectId, token: string, seconds: number): Promise<void> {
  if (seconds < LEAST_TTL_S) return;
  try {
    await platform.env.KV.put(await nameOf(platform, site, subject), token, { expirationTtl: seconds });
  } catch {
    // The next server call reads the register again.
  }
}

async function nameOf(platform: Platform, site: string, subject: SubjectId): Promise<string> {
  return PASS + (await platform.keyring.name("server-pass", `${site}|${subject}`));
}
