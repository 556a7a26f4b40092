import type { SubjectId } from "../../core/kernel/ids.ts";
import { keptByLaw } from "../../core/rights/kept-by-law.ts";
import { readSubject } from "../../storage/register.ts";
import { shardOf } from "../../storage/shards.ts";
import type { Call } from "../call.ts";

const WAIT_MS = 2_000;

/** The attributes of these records that an erasure leaves, because a contract or a duty keeps them. Throws `Unavailable`. */
export async function keptOf(call: Call, subjects: readonly SubjectId[]): Promise<readonly string[]> {
  const kept = await Promise.all(
    subjects.map(async (subject) => {
      const { profile } = await readSubject(await shardOf(call.platform.env, subject), subject, [], WAIT_MS);
      return Object.keys(keptByLaw(call.program, profile?.attributes ?? {}, call.now));
    }),
  );
  return [...new Set(kept.flat())].toSorted();
}
