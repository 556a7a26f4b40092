import type { Platform } from "../platform.ts";
import { within } from "../within.ts";

/** KV `tomb:<keyed hash of the subject>`: when they were erased. For good: it outlives every copy of a database. */
const TOMB = "tomb:";
const WAIT_MS = 2_000;

/** Keeps a tombstone outside of every database. Throws when KV is away. */
export async function writeTomb({ env }: Platform, name: string, at: number): Promise<void> {
  await within(WAIT_MS, env.KV.put(TOMB + name, String(at)));
}
