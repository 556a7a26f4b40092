import { erasurePlan, SWEEPS, type ErasureStep } from "../../core/rights/erasure-plan.ts";
import { databaseNames, databaseOf } from "../../storage/bindings.ts";
import { eraseTrail, eraseDirectory } from "../../storage/erase-directory.ts";
import { endErasure, moveErasure, type Erasure } from "../../storage/erasure.ts";
import type { Platform } from "../../storage/platform.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import { eraseCaches, eraseRows } from "./erase-rows.ts";
import { dropLetters } from "./drop-letters.ts";
import { endSubject } from "./end-subject.ts";
import { tellErased } from "./tell-erased.ts";

/**
 * Takes an erasure from where it is to the end of its sweep, noting each step when it is done; whatever is cut off is taken
 * up there. `call` is of the controller; without one, whose program is gone, nothing is kept and nobody told. True when the
 * sweep is through. Throws when a store is away.
 */
export async function runErasure(platform: Platform, call: Call | null, erasure: Erasure, now: number): Promise<boolean> {
  const { env } = platform;
  const plan = erasurePlan(erasure.family, databaseNames(env), erasure.sweep);
  let { step, cursor } = erasure;
  while (step < plan.length) {
    const next = plan[step];
    const onward = next ? await take(platform, call, erasure, next, cursor, now) : null;
    step += onward === null ? 1 : 0;
    cursor = onward ?? 0;
    if (step < plan.length) await moveErasure(env.DB, erasure.name, { sweep: erasure.sweep, step, cursor }, now);
  }
  if (erasure.sweep + 1 >= SWEEPS) await endErasure(env.DB, erasure.name, now);
  else await moveErasure(env.DB, erasure.name, { sweep: erasure.sweep + 1, step: 0, cursor: 0 }, now);
  return true;
}

/** Takes one step; answers where to go on with it, or null once it is done. */
async function take(
  platform: Platform,
  call: Call | null,
  erasure: Erasure,
  step: ErasureStep,
  cursor: number,
  now: number,
): Promise<number | null> {
  const { family, controller } = erasure;
  switch (step.kind) {
    case "end":
      await endSubject(platform, step.of, controller, now);
      return null;
    case "caches":
      await eraseCaches(platform, step.of, controller, erasure.at);
      return null;
    case "rows":
      await eraseRows(platform, call, step.of, now);
      return null;
    case "directory":
      await eraseDirectory(bound(platform, step.database), family);
      return null;
    case "letters":
      await dropLetters(platform, family);
      return null;
    case "told":
      if (call) await tellErased(call, erasure);
      return null;
    case "trail":
      return eraseTrail(bound(platform, step.database), family, cursor);
  }
}

function bound({ env }: Platform, name: string): D1Database {
  const db = databaseOf(env, name);
  if (!db) throw new Unavailable(`${name} is not bound`);
  return db;
}
