import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Platform } from "../platform.ts";
import { within } from "../within.ts";

/** KV `pass:<keyed hash of site and subject>`: the sealed pass of a server caller's subject; it expires with the pass. */
const PASS = "pass:";
const WAIT_MS = 200;
const LONG_WAIT_MS = 2_000;
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

/** Lets go of the passes kept for a subject. Throws when KV is away. */
export async function dropServerPasses(platform: Platform, sites: readonly string[], subject: SubjectId): Promise<void> {
  const names = await Promise.all(sites.map((site) => nameOf(platform, site, subject)));
  await Promise.all(names.map((name) => within(LONG_WAIT_MS, platform.env.KV.delete(name))));
}

async function nameOf(platform: Platform, site: string, subject: SubjectId): Promise<string> {
  return PASS + (await platform.keyring.name("server-pass", `${site}|${subject}`));
}
