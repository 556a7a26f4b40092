import type { SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { keptByLaw } from "../../core/rights/kept-by-law.ts";
import { beginErasure, graveName, readErasure, readTombstones, type Erasure } from "../../storage/erasure.ts";
import { readSubject } from "../../storage/register.ts";
import { shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { readRoot } from "../consent/read-root.ts";
import { readFamily } from "../identity/read-family.ts";
import { runErasure } from "./run-erasure.ts";

export interface ErasedSubject {
  /** Under which keyed hash the tombstone lies. */
  readonly tombstone: string;
  /** Attributes that stay, because a contract or a duty keeps them. */
  readonly kept: readonly string[];
  /** False where a store was away, and the hourly job goes on. What nobody may use any more is settled before. */
  readonly done: boolean;
}

/** `unknown`: a server names somebody of whom there is nothing. */
export type EraseRefusal = "unknown" | "other-controller";

const WAIT_MS = 2_000;

/**
 * Erases somebody, with every record that was merged to them, from every store (GDPR art 17). Tombstone and intention are
 * written first; from then on it comes to its end whatever breaks. Once more is the same. Throws `Unavailable`.
 */
export async function eraseSubject(call: Call, subject: SubjectId): Promise<Result<ErasedSubject, EraseRefusal>> {
  const { env } = call.platform;
  const { root, registered, profile } = await readRoot(env, subject, [], WAIT_MS);
  const { controller } = call.program.site;
  if (registered && registered.controller !== controller) return refuse("other-controller");
  const name = await graveName(call.platform, root);
  if (registered?.state.erased && (await readTombstones(env.DB, [name])).has(name))
    return ok({ tombstone: name, kept: await keptOf(call, [root]), done: (await readErasure(env.DB, name)) === null });
  const { subjects, kinds } = await readFamily(env, root);
  const isKnown = registered !== null || profile !== null || kinds.size > 0;
  if (!isKnown && call.actor.kind === "key") return refuse("unknown");
  const kept = await keptOf(call, subjects);
  const family = await Promise.all(subjects.map(async (own) => ({ subject: own, name: await graveName(call.platform, own) })));
  const erasure: Erasure = { name, controller, family, sweep: 0, step: 0, cursor: 0, at: call.now };
  await beginErasure(env.DB, erasure, kept, actorName(call.actor));
  const done = await runErasure(call.platform, call, erasure, call.now).catch(() => false);
  return ok({ tombstone: name, kept, done });
}

async function keptOf(call: Call, subjects: readonly SubjectId[]): Promise<readonly string[]> {
  const kept = await Promise.all(
    subjects.map(async (subject) => {
      const { profile } = await readSubject(await shardOf(call.platform.env, subject), subject, [], WAIT_MS);
      return Object.keys(keptByLaw(call.program, profile?.attributes ?? {}, call.now));
    }),
  );
  return [...new Set(kept.flat())].toSorted();
}
