import type { SubjectId } from "../../core/kernel/ids.ts";
import { joinPressure } from "../../core/targeting/join-pressure.ts";
import { readPressure } from "../../storage/pressure.ts";
import { shardOf } from "../../storage/shards.ts";
import { readTogether } from "../../storage/subjects.ts";
import type { Merge } from "../../storage/merge.ts";
import type { Call } from "../call.ts";
import { changePressure } from "../targeting/change-pressure.ts";

const WAIT_MS = 2_000;

/**
 * Carries what a record was shown under caps, and what rests for it, to the root it is merged to, once. The record is pointed
 * there already, so its own count changes no more. May be taken again. Throws `Unavailable`.
 */
export async function joinPressures(call: Call, { id, child }: Pick<Merge, "id" | "child">): Promise<void> {
  const { env } = call.platform;
  const { version, pressure } = await readPressure(await shardOf(env, child), child, WAIT_MS);
  if (version === 0) return;
  const root = await rootOf(call, child);
  if (root !== child) await changePressure(call, root, (known) => ({ pressure: joinPressure(known, pressure, id) }), WAIT_MS);
}

async function rootOf({ platform: { env } }: Call, subject: SubjectId): Promise<SubjectId> {
  return (await readTogether(env, new Map([[subject, []]]), WAIT_MS)).get(subject)?.root ?? subject;
}
