import { readPoints, type Account, type Entry, type PointsStep } from "../../storage/points.ts";
import type { Shard } from "../../storage/shards.ts";
import type { Call } from "../call.ts";
import { readFamily } from "../identity/read-family.ts";

/** An entry of a person under an id, in whichever of their records it was made, and the account they have now. Throws `Unavailable`. */
export async function findEntry(
  { platform: { env } }: Pick<Call, "platform">,
  step: Pick<PointsStep, "subject" | "scheme" | "at">,
  id: string,
): Promise<{ readonly entry: Entry | null; readonly account: Account; readonly shard: Shard }> {
  const { entries, account, shard, hasMerged } = await readPoints(env, step, { id });
  if (entries[0] || !hasMerged) return { entry: entries[0] ?? null, account, shard };
  for (const subject of (await readFamily(env, step.subject)).subjects) {
    const [entry] = (await readPoints(env, { ...step, subject }, { id })).entries;
    if (entry) return { entry, account, shard };
  }
  return { entry: null, account, shard };
}
