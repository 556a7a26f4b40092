import { toBase64Url } from "../../core/kernel/bytes.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { commit } from "../../storage/commit.ts";
import { randomBytes } from "../../storage/platform.ts";
import { shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { standingOf } from "../identity/prove.ts";
import { readRoot } from "../consent/read-root.ts";
import { readFamily } from "../identity/read-family.ts";

const WAIT_MS = 2_000;
const ID_BYTES = 12;

/**
 * Gives up what a person earned, of all their records: coupons that were issued, what was promised and has not come, and
 * points with the tiers they led to. Only ever on their own word, since a withdrawal by itself takes nothing of it. Once more
 * changes nothing. Throws `Unavailable`.
 */
async function forfeitEarned(call: Call, subject: SubjectId): Promise<boolean> {
  const { env } = call.platform;
  const { root } = await readRoot(env, subject, [], WAIT_MS);
  const { subjects } = await readFamily(env, root);
  const id = `fft_${toBase64Url(randomBytes(ID_BYTES))}`;
  // What any of them was promised is credited to their root.
  for (const what of ["promises", "points"] as const) {
    for (const own of subjects) {
      const audit = { at: call.now, actor: actorName(call.actor), action: "exchange.forfeit", target: own, detail: { what } };
      const written = await commit(await shardOf(env, own), { kind: "forfeit", forfeit: { subject: own, what, id, at: call.now } }, audit);
      if (!written.ok && written.error !== "conflict") return false;
    }
  }
  return true;
}

/**
 * The same beside a withdrawal, which it never holds up: where it could not be done, or nobody proved to be the known person
 * it is of, what was earned is kept, and they may ask again.
 */
export async function giveUp(call: Call, visitor: Visitor, proof: string): Promise<{ readonly earned: "forfeited" | "kept" }> {
  const subject = visitor.pass?.subject;
  if (!subject) return { earned: "kept" };
  try {
    const isTheirs = (await standingOf(call, visitor, proof)) !== "unproven";
    return { earned: isTheirs && (await forfeitEarned(call, subject)) ? "forfeited" : "kept" };
  } catch {
    return { earned: "kept" };
  }
}
