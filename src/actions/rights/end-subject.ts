import { endChain } from "../../core/consent/ended-chain.ts";
import { GENESIS } from "../../core/consent/ledger.ts";
import { NOTHING_SAID } from "../../core/consent/state.ts";
import type { Erased } from "../../core/rights/erasure-plan.ts";
import { commit } from "../../storage/commit.ts";
import type { Platform } from "../../storage/platform.ts";
import { readSubject } from "../../storage/register.ts";
import { forgetShards, shardOf, whereItIs } from "../../storage/shards.ts";
import { Unavailable } from "../../storage/within.ts";

const WAIT_MS = 3_000;
const MOST_TRIES = 8;
const NOBODY = { version: 0, head: GENESIS, state: NOTHING_SAID };

/**
 * Ends the chain of a subject: the register says that they are erased, and the database writes nothing of theirs any more.
 * Whoever chose in between is overtaken. Throws `Unavailable`.
 */
export async function endSubject({ env }: Platform, { subject, name }: Erased, controller: string, now: number): Promise<void> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const { registered } = await whereItIs(async () => readSubject(await shardOf(env, subject), subject, [], WAIT_MS));
    const held = registered ?? { ...NOBODY, controller };
    if (held.state.erased) return;
    const ended = { ...(await endChain(subject, held, now)), controller: held.controller, expected: held.version };
    const audit = { at: now, actor: "system:erase", action: "rights.end", target: name, detail: {} };
    const written = await commit(await shardOf(env, subject), { kind: "consent", subject, ...ended }, audit);
    if (written.ok || written.error === "erased") return;
    if (written.error === "moved") forgetShards();
    if (written.error === "unavailable") break;
  }
  throw new Unavailable("a chain could not be ended");
}
