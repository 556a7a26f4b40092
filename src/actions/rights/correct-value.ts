import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { correctedValues, correctionFault, type Correction, type CorrectionFault } from "../../core/rights/corrected-values.ts";
import { commit } from "../../storage/commit.ts";
import { readCopies, type PurgeStep } from "../../storage/purge.ts";
import { forgetShards, type Shard } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { readRoot } from "../consent/read-root.ts";

const WAIT_MS = 2_000;
const MOST_TRIES = 5;

/**
 * Corrects or deletes one value that is known of somebody, in their record and in what was copied of those merged to it.
 * `unheld`: there is none. What is done twice is done once. Throws `Unavailable`.
 */
export async function correctValue(
  call: Call,
  subject: SubjectId,
  key: string,
  correction: Correction,
): Promise<Result<null, CorrectionFault | "unheld" | "unavailable">> {
  const fault = correctionFault(call.program, key, correction);
  if (!fault.ok) return fault;
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const { root, shard, profile } = await readRoot(call.platform.env, subject, [], WAIT_MS);
    const change = <T extends { readonly attributes: Parameters<typeof correctedValues>[1] }>(record: T): T => ({
      ...record,
      attributes: correctedValues(call.program, record.attributes, key, correction, call.now),
    });
    const copies = (await readCopies(shard, root)).filter(({ attributes }) => key in attributes);
    const isHeld = profile !== null && key in profile.attributes;
    if (!isHeld && copies.length === 0) return refuse("unheld");
    const steps: readonly PurgeStep[] = [
      ...(isHeld ? [{ ...change(profile), kind: "profile", subject: root, expected: profile.version } as const] : []),
      ...copies.map((copy) => ({ ...change(copy), kind: "copy", root }) as const),
    ];
    const written = await writeAll(call, shard, root, key, steps);
    if (written === "done") return ok(null);
    if (written === "unavailable") return refuse(written);
  }
  return refuse("unavailable");
}

async function writeAll(
  call: Call,
  shard: Shard,
  root: SubjectId,
  attribute: string,
  steps: readonly PurgeStep[],
): Promise<"done" | "again" | "unavailable"> {
  for (const step of steps) {
    const audit = { at: call.now, actor: actorName(call.actor), action: "profile.correct", target: root, detail: { attribute } };
    const written = await commit(shard, { kind: "purge", step }, audit);
    if (written.ok) continue;
    if (written.error === "moved") forgetShards();
    return written.error === "conflict" || written.error === "moved" ? "again" : "unavailable";
  }
  return "done";
}
