import { pointsFor, servesAt } from "../../core/exchange/points.ts";
import { addDuration } from "../../core/kernel/instant.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { CompiledReward } from "../../core/program/compiled-reward.ts";
import { commit } from "../../storage/commit.ts";
import type { Account, Entry, PointsStep } from "../../storage/points.ts";
import type { Shard } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { readRoot } from "../consent/read-root.ts";
import { findEntry } from "./find-entry.ts";
import { isReused, onceFor, takeUp } from "./once.ts";

/** What a till wants: points for an amount or as such, to spend some, or to take an entry back. */
export type Movement =
  | { readonly kind: "earn"; readonly amount: number | null; readonly points: number }
  | { readonly kind: "spend"; readonly points: number }
  | { readonly kind: "back"; readonly entry: string };

export type PointsRefusal = "foreign-merchant" | "nothing" | "insufficient" | "unknown-entry" | "reused" | "unavailable";

/** Whose account it is, and how the till named them: by that, and not by who they are by now, its key stands for a request. */
export interface Holder {
  readonly subject: SubjectId;
  readonly named: string;
}

const WAIT_MS = 2_000;

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
  { subject, named }: Holder,
  movement: Movement,
  key: string,
): Promise<Result<Moved, PointsRefusal>> {
  const once = await onceFor(call, `points:${reward.key}`, key, { subject: named, movement });
  if (await isReused(call, once)) return refuse("reused");
  const planned = await stepFor(call, reward, subject, movement, `pts_${once.id}`);
  if (!planned.ok) return planned;
  const step = planned.value;
  const before = await findEntry(call, step, step.id);
  const known = before.entry;
  if (known) return ok({ entry: known, account: before.account });
  const refusal = whyNot(step, before.account) ?? (await takeUp(call, once));
  if (refusal) return refuse(refusal);
  const moved = await write(call, step, before.shard);
  if (moved !== "merged") return moved;
  const { root } = await readRoot(call.platform.env, subject, [], WAIT_MS);
  return movePoints(call, reward, { subject: root, named }, movement, key);
}

/** `merged`: the record became another's meanwhile, of whom the same is to be asked. */
async function write(call: Call, step: PointsStep, shard: Shard): Promise<Result<Moved, PointsRefusal> | "merged"> {
  const { scheme, kind, points } = step;
  const audit = { at: call.now, actor: actorName(call.actor), action: "points.move", target: step.id, detail: { scheme, kind, points } };
  const written = await commit(shard, { kind: "points", step }, audit);
  if (!written.ok && written.error !== "conflict") return refuse("unavailable");
  const { entry, account } = await findEntry(call, step, step.id);
  if (entry) return ok({ entry, account });
  const { root } = await readRoot(call.platform.env, step.subject, [], WAIT_MS);
  return root === step.subject ? refuse(whyNot(step, account) ?? "insufficient") : "merged";
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
  const { entry } = await findEntry(call, step, of);
  if (!entry || entry.merchant !== step.merchant) return refuse("unknown-entry");
  const back = { ...step, id: `${of}-back`, points: entry.points };
  if (entry.kind === "spend") return ok({ ...back, kind: "refund" });
  return entry.kind === "earn" ? ok({ ...back, kind: "take-back", expires: null }) : refuse("unknown-entry");
}

/** What an account is called in the databases: two programs may use the same key. */
export function schemeName(call: Pick<Call, "program">, { key }: CompiledReward): string {
  return `${call.program.compiled.key}/${key}`;
}
