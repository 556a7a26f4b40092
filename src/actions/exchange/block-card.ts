import type { SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { Identifier } from "../../core/profile/identifier.ts";
import { commit } from "../../storage/commit.ts";
import { findListed } from "../../storage/identifier.ts";
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
  const hashed = await (await peppersOf(env)).hash(call.program.site.controller, card);
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const [listed] = await findListed(env, [hashed]);
    const whose = listed?.subject ?? listed?.was ?? null;
    if (!listed || whose === null) return ok(null);
    const { hash, subject, link, kind } = listed;
    const audit = { at: call.now, actor: actorName(call.actor), action: "card.block", target: whose, detail: { kind, link } };
    // One that was blocked, and cut off before its note had gone, goes on from there.
    const blocked = subject && (await commit(await shardOfBucket(env, hashed.bucket), { kind: "block", hash, subject }, audit));
    if (!blocked || blocked.ok) {
      const unlinked = await commit(await shardOf(env, whose), { kind: "unlink", subject: whose, id: link }, audit);
      return unlinked.ok || unlinked.error === "conflict" ? ok(whose) : refuse("unavailable");
    }
    if (blocked.error !== "conflict") return refuse("unavailable");
  }
  return refuse("unavailable");
}
