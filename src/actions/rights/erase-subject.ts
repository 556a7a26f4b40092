import type { SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { beginErasure, graveName, readErasure, readTombstones, type Erasure } from "../../storage/erasure.ts";
import { readSubject, type Registered } from "../../storage/register.ts";
import { shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { readRoot } from "../consent/read-root.ts";
import { readFamily } from "../identity/read-family.ts";
import { keptOf } from "./kept-of.ts";
import { runErasure } from "./run-erasure.ts";

export interface ErasedSubject {
  /** Under which keyed hash the tombstone lies. */
  readonly tombstone: string;
  /** Attributes that stay, because a contract or a duty keeps them. */
  readonly kept: readonly string[];
  /** True once the person's chain has ended: nobody may use anything of theirs from then on, wherever it still lies. */
  readonly settled: boolean;
  /** False where a store was away: the plan is written down, and the hourly job goes on with it. */
  readonly done: boolean;
}

/** `unknown`: a server names somebody of whom there is nothing. */
export type EraseRefusal = "unknown" | "other-controller";

const WAIT_MS = 2_000;

/**
 * Erases somebody, with every record that was merged to them, from every store (GDPR art 17). Tombstone and intention are
 * written first; from then on it comes to its end whatever breaks. Once more is the same; `again` goes through all stores
 * anew, since one of them was put back from an older copy. Throws `Unavailable`.
 */
export async function eraseSubject(call: Call, subject: SubjectId, again = false): Promise<Result<ErasedSubject, EraseRefusal>> {
  const { root, registered, profile } = await readRoot(call.platform.env, subject, [], WAIT_MS);
  if (registered && registered.controller !== call.program.site.controller) return refuse("other-controller");
  const known = again ? null : await readErased(call, root, registered);
  if (known) return ok(known);
  const { subjects, kinds } = await readFamily(call.platform.env, root);
  const traces = [registered, profile, ...kinds].filter((trace) => trace !== null);
  if (traces.length === 0 && call.actor.kind === "key") return refuse("unknown");
  return ok(await eraseFamily(call, subjects));
}

/** What came of an erasure before; null where there is no tombstone of it, as in a first database that was put back. */
async function readErased(call: Call, root: SubjectId, registered: Registered | null): Promise<ErasedSubject | null> {
  if (!registered?.state.erased) return null;
  const { env } = call.platform;
  const name = await graveName(call.platform, root);
  if (!(await readTombstones(env.DB, [name])).has(name)) return null;
  return { tombstone: name, kept: await keptOf(call, [root]), settled: true, done: (await readErasure(env.DB, name)) === null };
}

/** Erases a root and those that were merged to it. */
async function eraseFamily(call: Call, subjects: readonly SubjectId[]): Promise<ErasedSubject> {
  const kept = await keptOf(call, subjects);
  const family = await Promise.all(subjects.map(async (subject) => ({ subject, name: await graveName(call.platform, subject) })));
  const name = family[0]?.name ?? "";
  const erasure: Erasure = { name, controller: call.program.site.controller, family, sweep: 0, step: 0, cursor: 0, at: call.now };
  await beginErasure(call.platform.env.DB, erasure, kept, actorName(call.actor));
  const done = await runErasure(call.platform, call, erasure, call.now).catch(() => false);
  return { tombstone: name, kept, settled: done || (await hasEnded(call, subjects)), done };
}

/** True when the chains of all of them have ended; false where that cannot be seen either. */
async function hasEnded({ platform: { env } }: Call, subjects: readonly SubjectId[]): Promise<boolean> {
  const isEnded = async (subject: SubjectId): Promise<boolean> =>
    (await readSubject(await shardOf(env, subject), subject, [], WAIT_MS)).registered?.state.erased === true;
  return Promise.all(subjects.map(isEnded)).then(
    (ended) => ended.every(Boolean),
    () => false,
  );
}
