import { DAY } from "../../core/kernel/instant.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { commit } from "../../storage/commit.ts";
import type { PointsStep } from "../../storage/points.ts";
import { listCredited, type Credited } from "../../storage/promise.ts";
import { shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { readFamily } from "../identity/read-family.ts";
import { schemeName } from "./move-points.ts";

const EVERY_DAYS = 60;

/**
 * Takes back, as far as it is left, what records that turned out to be one person were credited for the same question more
 * than once within its days: a new cookie jar earns nothing. May be taken again; false when it must be. Throws `Unavailable`.
 */
export async function creditOnce(call: Call, root: SubjectId): Promise<boolean> {
  const { env } = call.platform;
  const { subjects } = await readFamily(env, root);
  const credited = subjects.length < 2 ? [] : await listCredited(env, subjects);
  for (const { id, ref, points } of twice(call, credited)) {
    const reward = call.program.compiled.rewards.find(({ key }) => key === ref);
    if (!reward) continue;
    const step: PointsStep = {
      ...{ kind: "take-back", subject: root, scheme: schemeName(call, reward), id: `pts_${id}-back`, points },
      ...{ merchant: reward.controller, amount: null, at: call.now, expires: null },
    };
    const audit = { at: call.now, actor: actorName(call.actor), action: "points.once", target: step.id, detail: { reward: reward.key } };
    const written = await commit(await shardOf(env, root), { kind: "points", step }, audit);
    if (!written.ok && written.error !== "conflict") return false;
  }
  return true;
}

/** All but the first of each question, and those its days after. */
function twice({ program }: Call, credited: readonly Credited[]): readonly Credited[] {
  const until = new Map<string, number>();
  return credited
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    .filter(({ ask, at }) => {
      if (at < (until.get(ask) ?? 0)) return true;
      until.set(ask, at + (program.asks.find(({ key }) => key === ask)?.every ?? EVERY_DAYS) * DAY);
      return false;
    });
}
