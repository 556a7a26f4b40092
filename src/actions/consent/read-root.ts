import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Bindings } from "../../storage/bindings.ts";
import { readSubject, type Read } from "../../storage/register.ts";
import { shardOf, whereItIs, type Shard } from "../../storage/shards.ts";
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
    const { root, ...read } = await readWhereItIs(env, at, eventIds, ms);
    if (root === null) return { ...read, root: at };
    at = root;
  }
  throw new Unavailable("subjects are merged in a circle");
}

function readWhereItIs(env: Bindings, subject: SubjectId, eventIds: readonly string[], ms: number) {
  return whereItIs(async () => {
    const shard = await shardOf(env, subject);
    return { ...(await readSubject(shard, subject, eventIds, ms)), shard };
  });
}

/** The subject this one was merged into, in one step; null for one that stands by itself. Throws `Unavailable`. */
export async function rootOf(env: Bindings, subject: SubjectId): Promise<SubjectId | null> {
  return (await readWhereItIs(env, subject, [], WAIT_MS)).root;
}
