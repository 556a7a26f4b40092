import type { SubjectId } from "../../core/kernel/ids.ts";
import { commit } from "../../storage/commit.ts";
import type { Merge } from "../../storage/merge.ts";
import { readLots, readParted, type JoinStep } from "../../storage/points-joined.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { creditOnce } from "./credit-once.ts";

type Joining = Pick<Merge, "root" | "child" | "id" | "at">;

/**
 * Makes one balance of the points of two records that are one person: what the record has goes to its root's account, with
 * the times it expires at. First it is there, then it has left; nobody asks the record meanwhile. May be taken again; false
 * when it must be. Throws `Unavailable`.
 */
export async function joinPoints(call: Call, { root, child, id, at }: Joining): Promise<boolean> {
  const accounts = await readLots(call.platform.env, child);
  for (const { scheme, lots, earned } of accounts) {
    const between = { root, child, id, scheme, at };
    if (lots.length === 0 && earned === 0) continue;
    if (!(await take(call, root, { kind: "bring", ...between, lots, earned }))) return false;
    if (!(await take(call, child, { kind: "leave", ...between }))) return false;
  }
  return accounts.length === 0 || creditOnce(call, root);
}

/**
 * Parts the points again: the record gets back what it brought, as far as the two have not spent it together, and takes along
 * what it had ever earned; the rest stays with the root. The same as to taking it again.
 */
export async function partPoints(call: Call, { root, child, id }: Joining): Promise<boolean> {
  const { env } = call.platform;
  const between = (scheme: string) => ({ root, child, id, scheme, at: call.now });
  for (const { scheme } of await readParted(env, root, id)) {
    // It may not have left yet where a merge is taken back before it came to its end.
    if (!(await take(call, child, { kind: "leave", ...between(scheme) }))) return false;
    if (!(await take(call, root, { kind: "part", ...between(scheme) }))) return false;
  }
  for (const { scheme, lots } of await readParted(env, root, id)) {
    if (lots.length > 0 && !(await take(call, child, { kind: "return", ...between(scheme), lots }))) return false;
  }
  return true;
}

async function take(call: Call, subject: SubjectId, step: JoinStep): Promise<boolean> {
  const audit = { at: call.now, actor: actorName(call.actor), action: `points.${step.kind}`, target: subject, detail: { merge: step.id } };
  const written = await commit(await shardOf(call.platform.env, subject), { kind: "joined", step }, audit);
  if (!written.ok && written.error === "moved") forgetShards();
  return written.ok || written.error === "conflict";
}
