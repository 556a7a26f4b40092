import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { addDuration } from "../../core/kernel/instant.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { readAdvice, type Outcome } from "../../storage/advice.ts";
import type { BroughtRow } from "../../storage/brought.ts";
import { commit } from "../../storage/commit.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { standingOf } from "./standing-of.ts";

/** What became of a hint of a view. */
export interface HintTold {
  readonly subject: SubjectId;
  readonly view: string;
  readonly experience: string;
  readonly outcome: Outcome;
}

/** `not-given`: no hint of this view. `otherwise`: something else was told of it before. */
export type HintRefusal = "not-given" | "otherwise" | "unavailable";

const MOST_TRIES = 3;
const MOST_VIEWS = 500;

/** Writes down once what became of a hint, and of one that was taken that advice came back; the same again is the same. Throws `Unavailable`. */
export async function tellHint(call: Call, told: HintTold): Promise<Result<"told" | "known", HintRefusal>> {
  const { subject, view, experience, outcome } = told;
  const [actor, controller] = [actorName(call.actor), call.program.site.controller];
  const step = { kind: "told", ...told, controller, actor, at: call.now, brought: await broughtBy(call, told) } as const;
  const audit = { at: call.now, actor, action: "advisor.hint", target: subject, detail: { view, experience, outcome } };
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const written = await commit(await shardOf(call.platform.env, subject), { kind: "served", step }, audit);
    if (written.ok) return ok("told");
    if (written.error === "unavailable") return refuse("unavailable");
    if (written.error === "moved") forgetShards();
    else return knownOf(call, told);
  }
  return refuse("unavailable");
}

/** Kept for the purpose of advice, where that is allowed now. Throws `Unavailable`. */
async function broughtBy(call: Call, { subject, view, experience: what, outcome }: HintTold): Promise<BroughtRow | null> {
  const { advisor, notice } = call.program.compiled;
  const purpose = notice.purposes[advisor?.purpose ?? -1];
  if (!advisor || !purpose || outcome !== "taken") return null;
  if (((await standingOf(call, subject)).permit.mask & (1 << advisor.purpose)) === 0) return null;
  const row = { subject, id: `hint:${view}:${what}`, controller: call.program.site.controller, kind: "advice", what } as const;
  return { ...row, purpose: purpose.key, at: call.now, expires: addDuration(call.now, purpose.retention) };
}

/** Nothing was written: it is known already, or was never given. */
async function knownOf(call: Call, { subject, view, experience, outcome }: HintTold): Promise<Result<"known", HintRefusal>> {
  const known = await readAdvice(call.platform.env, subject, MOST_VIEWS);
  const before = known.told.find((item) => item.view === view && item.experience === experience);
  if (!before) return refuse("not-given");
  return before.outcome === outcome ? ok("known") : refuse("otherwise");
}
