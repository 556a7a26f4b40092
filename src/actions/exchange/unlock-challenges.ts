import { metNow } from "../../core/exchange/challenge.ts";
import { addDuration } from "../../core/kernel/instant.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { CompiledReward } from "../../core/program/compiled-reward.ts";
import { commit } from "../../storage/commit.ts";
import type { PointsStep } from "../../storage/points.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import { readUnlocked, type UnlockStep } from "../../storage/unlocked.ts";
import { Unavailable } from "../../storage/within.ts";
import { actorName, type Call } from "../call.ts";
import { readProfiled } from "../consent/read-held.ts";
import { readFamily } from "../identity/read-family.ts";
import { audiencesHeld } from "../profile/audiences-held.ts";
import { schemeName } from "./move-points.ts";

const WAIT_MS = 5_000;

/**
 * Unlocks what somebody has met by their profile as it stands, as far as they allow it: each challenge once a season, with its
 * points, however often it is looked at. For where events were just folded in, and the walk once a day. Throws `Unavailable` when it must be again.
 */
export async function unlockChallenges(call: Call, subject: SubjectId): Promise<void> {
  const { env } = call.platform;
  const rewards = challenging(call);
  if (rewards.length === 0) return;
  const held = await readProfiled(call, subject, null, WAIT_MS);
  if (!held) throw new Unavailable("the profile could not be read");
  const audiences = held.version > 0 ? audiencesHeld(call, held) : [];
  if (!rewards.some((reward) => metNow(reward, audiences, [], call.now).length > 0)) return;
  const root = held.subject ?? subject;
  const known = await readUnlocked(env, (await readFamily(env, root)).subjects);
  for (const reward of rewards) {
    const scheme = schemeName(call, reward);
    const own = known.filter((row) => row.scheme === scheme);
    for (const { challenge, season, points } of metNow(reward, audiences, own, call.now)) {
      const met = { subject: root, scheme, challenge, season, at: call.now };
      await unlock(call, { ...met, points: points === null ? null : pointsOf(reward, met, points) });
    }
  }
}

/** Rewards of the controller whose people these are, which have any. */
export function challenging({ program: { compiled, site } }: Call): readonly CompiledReward[] {
  return compiled.rewards.filter(({ challenges, controller }) => challenges.length > 0 && controller === site.controller);
}

function pointsOf({ controller, expires }: CompiledReward, met: Omit<UnlockStep, "points">, points: number): PointsStep {
  const { subject, scheme, challenge, season, at } = met;
  const ends = expires === null ? null : addDuration(at, expires);
  const id = `chl_${scheme}-${challenge}-${season}`;
  return { subject, scheme, id, kind: "earn", points, merchant: controller, amount: null, at, expires: ends };
}

async function unlock(call: Call, step: UnlockStep): Promise<void> {
  const audit = {
    at: call.now,
    actor: actorName(call.actor),
    action: "challenge.unlock",
    target: step.subject,
    detail: { challenge: step.challenge },
  };
  const written = await commit(await shardOf(call.platform.env, step.subject), { kind: "unlock", step }, audit);
  if (written.ok || written.error === "conflict") return;
  if (written.error === "moved") forgetShards();
  throw new Unavailable("a challenge could not be unlocked");
}
