import { pointsFor, servesAt } from "../../core/exchange/points.ts";
import { addDuration } from "../../core/kernel/instant.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { CompiledReward } from "../../core/program/compiled-reward.ts";
import { commit } from "../../storage/commit.ts";
import { readPoints, type Account, type Entry, type PointsStep } from "../../storage/points.ts";
import { actorName, type Call } from "../call.ts";
import { isReused, onceFor, takeUp } from "./once.ts";

/** What a till wants: points for an amount or as such, to spend some, or to take an entry back. */
export type Movement =
  | { readonly kind: "earn"; readonly amount: number | null; readonly points: number }
  | { readonly kind: "spend"; readonly points: number }
  | { readonly kind: "back"; readonly entry: string };

export type PointsRefusal = "foreign-merchant" | "nothing" | "insufficient" | "unknown-entry" | "reused" | "unavailable";

export interface Moved {
  readonly entry: Entry;
  readonly account: Account;
}

/**
 * Moves points once for a key. Spending is refused where there are not enough; taking back what was earned takes what is
 * left of it, and what was spent comes back with a time of its own. An entry is taken back once. Throws `Unavailable`.
 */
export async function movePoints(
  call: Call,
  reward: CompiledReward,
  subject: SubjectId,
  movement: Movement,
  key: string,
): Promise<Result<Moved, PointsRefusal>> {
  const once = await onceFor(call, `points:${reward.key}`, key, { subject, movement });
  if (await isReused(call, once)) return refuse("reused");
  const planned = await stepFor(call, reward, subject, movement, `pts_${once.id}`);
  if (!planned.ok) return planned;
  const step = planned.value;
  const before = await readPoints(call.platform.env, step, { id: step.id });
  const known = before.entries[0];
  if (known) return ok({ entry: known, account: before.account });
  const refusal = whyNot(step, before.account) ?? (await takeUp(call, once));
  if (refusal) return refuse(refusal);
  const detail = { reward: reward.key, kind: step.kind, points: step.points };
  const audit = { at: call.now, actor: actorName(call.actor), action: "points.move", target: step.id, detail };
  const written = await commit(before.shard, { kind: "points", step }, audit);
  if (!written.ok && written.error !== "conflict") return refuse("unavailable");
  const after = await readPoints(call.platform.env, step, { id: step.id });
  const entry = after.entries[0];
  return entry ? ok({ entry, account: after.account }) : refuse(whyNot(step, after.account) ?? "insufficient");
}

function whyNot({ kind, points }: PointsStep, { balance }: Account): PointsRefusal | null {
  if (points === 0) return "nothing";
  return (kind === "spend" && balance < points) || (kind === "take-back" && balance === 0) ? "insufficient" : null;
}

async function stepFor(
  call: Call,
  reward: CompiledReward,
  subject: SubjectId,
  movement: Movement,
  id: string,
): Promise<Result<PointsStep, PointsRefusal>> {
  const merchant = call.program.site.controller;
  if (!servesAt(reward, merchant)) return refuse("foreign-merchant");
  const expires = reward.expires === null ? null : addDuration(call.now, reward.expires);
  const step = { subject, scheme: schemeName(call, reward), id, merchant, amount: null, at: call.now, expires };
  switch (movement.kind) {
    case "earn": {
      const points = movement.amount === null ? movement.points : pointsFor(reward, movement.amount);
      return ok({ ...step, kind: "earn", points, amount: movement.amount });
    }
    case "spend":
      return ok({ ...step, kind: "spend", points: movement.points, expires: null });
    case "back":
      return backOf(call, step, movement.entry);
  }
}

/** What takes an entry back; a merchant takes back its own only. */
async function backOf(call: Call, step: Omit<PointsStep, "kind" | "points">, of: string): Promise<Result<PointsStep, PointsRefusal>> {
  const { entries } = await readPoints(call.platform.env, step, { id: of });
  const entry = entries[0];
  if (!entry || entry.merchant !== step.merchant) return refuse("unknown-entry");
  const back = { ...step, id: `${of}-back`, points: entry.points };
  if (entry.kind === "spend") return ok({ ...back, kind: "refund" });
  return entry.kind === "earn" ? ok({ ...back, kind: "take-back", expires: null }) : refuse("unknown-entry");
}

/** What an account is called in the databases: two programs may use the same key. */
export function schemeName(call: Pick<Call, "program">, { key }: CompiledReward): string {
  return `${call.program.compiled.key}/${key}`;
}
