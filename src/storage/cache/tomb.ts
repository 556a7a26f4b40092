import type { Platform } from "../platform.ts";
import { within } from "../within.ts";

/** KV `tomb:<keyed hash of the subject>`: whose they were, and when they were erased. For good: it outlives every copy of a database. */
const TOMB = "tomb:";
const WAIT_MS = 2_000;

/** Keeps a tombstone outside of every database. Throws when KV is away. */
export async function writeTomb({ env }: Platform, name: string, controller: string, at: number): Promise<void> {
  await within(WAIT_MS, env.KV.put(TOMB + name, JSON.stringify({ controller, at })));
}

/** The controller of whoever lies under a name; null where there is no stone. Throws when KV is away. */
export async function readTomb({ env }: Platform, name: string): Promise<string | null> {
  const text = await within(WAIT_MS, env.KV.get(TOMB + name));
  return text === null ? null : (JSON.parse(text) as { readonly controller: string }).controller;
}
