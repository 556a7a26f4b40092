import type { SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { Identifier } from "../../core/profile/identifier.ts";
import { commit } from "../../storage/commit.ts";
import { findListed, type Found } from "../../storage/identifier.ts";
import { peppersOf } from "../../storage/peppers.ts";
import { shardOf, shardOfBucket } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";

const MOST_TRIES = 3;

/**
 * From here on a card is nobody's, whatever is asked again; whose it was stays who they are, and is answered however often it
 * is asked. Null where nobody had it. Throws `Unavailable`.
 */
export async function blockCard(call: Call, card: Identifier): Promise<Result<SubjectId | null, "unavailable">> {
  const { env } = call.platform;
  const { bucket, live } = await (await peppersOf(env)).hash(call.program.site.controller, card);
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const [listed] = await findListed(env, [{ bucket, live }]);
    const whose = listed?.subject ?? listed?.was ?? null;
    if (!listed || whose === null) return ok(null);
    const taken = await take(call, bucket, listed);
    if (taken !== "conflict") return taken === null ? ok(whose) : refuse(taken);
  }
  return refuse("unavailable");
}

/** From the directory, then from among the person's; one that was cut off in between goes on from there. */
async function take(call: Call, bucket: number, { hash, subject, was, link, kind }: Found): Promise<"conflict" | "unavailable" | null> {
  const { env } = call.platform;
  const whose = subject ?? was;
  if (whose === null) return null;
  const audit = { at: call.now, actor: actorName(call.actor), action: "card.block", target: whose, detail: { kind, link } };
  if (subject !== null) {
    const blocked = await commit(await shardOfBucket(env, bucket), { kind: "block", hash, subject }, audit);
    if (!blocked.ok) return blocked.error === "conflict" ? "conflict" : "unavailable";
  }
  const unlinked = await commit(await shardOf(env, whose), { kind: "unlink", subject: whose, id: link }, audit);
  return unlinked.ok || unlinked.error === "conflict" ? null : "unavailable";
}
