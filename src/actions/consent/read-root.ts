import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Bindings } from "../../storage/bindings.ts";
import { readSubject, type Read } from "../../storage/register.ts";
import { shardOf, type Shard } from "../../storage/shards.ts";
import { Unavailable } from "../../storage/within.ts";

/** Joined subjects may have been merged on; a longer way than this is a circle. */
const MOST_STEPS = 8;
const WAIT_MS = 2_000;

/** Reads a subject, or the one it was merged to: only a root's register is ever consulted. Throws `Unavailable`. */
export async function readRoot(
  env: Bindings,
  subject: SubjectId,
  eventIds: readonly string[],
  ms: number,
): Promise<Omit<Read, "root"> & { readonly root: SubjectId; readonly shard: Shard }> {
  let at = subject;
  for (let step = 0; step < MOST_STEPS; step++) {
    const shard = await shardOf(env, at);
    const read = await readSubject(shard, at, eventIds, ms);
    if (read.root === null) return { ...read, root: at, shard };
    at = read.root;
  }
  throw new Unavailable("subjects are merged in a circle");
}

/** The subject this one was merged into, in one step; null for one that stands by itself. Throws `Unavailable`. */
export async function rootOf(env: Bindings, subject: SubjectId): Promise<SubjectId | null> {
  return (await readSubject(await shardOf(env, subject), subject, [], WAIT_MS)).root;
}
