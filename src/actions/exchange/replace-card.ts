import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Identifier } from "../../core/profile/identifier.ts";
import type { CompiledReward } from "../../core/program/compiled-reward.ts";
import { findListed } from "../../storage/identifier.ts";
import { peppersOf } from "../../storage/peppers.ts";
import type { Call } from "../call.ts";
import { linkIdentifier } from "../identity/link-identifier.ts";
import { blockCard } from "./block-card.ts";

/** One card is known to each merchant for itself, as to the account's controller: the same request of each, the account's first. */
function ofEach(call: Call, { controller, merchants }: CompiledReward): readonly Call[] {
  return [...new Set([controller, ...merchants])].map((own) => {
    const site = { ...call.program.site, controller: own };
    return { ...call, program: { ...call.program, site } };
  });
}

/** Blocks a card with whoever knows it; answers whose it was to the account. Throws `Unavailable`. */
export async function blockEverywhere(
  call: Call,
  reward: CompiledReward,
  card: Identifier,
): Promise<Result<SubjectId | null, "unavailable">> {
  const blocked = await Promise.all(ofEach(call, reward).map((own) => blockCard(own, card)));
  return blocked.find((one) => !one.ok) ?? blocked[0] ?? ok(null);
}

/**
 * A new card in place of a lost one, which is blocked: each merchant knows by it whom it knew by the other. May be taken again;
 * a new one that was blocked since stays so. Throws `Unavailable`.
 */
export async function replaceCard(
  call: Call,
  reward: CompiledReward,
  lost: Identifier,
  card: string,
): Promise<Result<null, "unavailable">> {
  // The account knows the new one already.
  const [, ...merchants] = ofEach(call, reward);
  const carried = await Promise.all(merchants.map((own) => carryOver(own, lost, card)));
  const blocked = carried.includes(false) ? null : await blockEverywhere(call, reward, lost);
  return blocked?.ok ? ok(null) : refuse("unavailable");
}

/** False when it must be tried again. */
async function carryOver(call: Call, lost: Identifier, value: string): Promise<boolean> {
  const hashed = await (await peppersOf(call.platform.env)).hash(call.program.site.controller, lost);
  const [listed] = await findListed(call.platform.env, [hashed]);
  const subject = listed?.subject ?? listed?.was ?? null;
  if (subject === null) return true;
  const linked = await linkIdentifier(call, { subject, identifier: { kind: "card", value }, source: "loyalty", proof: "replaced" });
  return linked.ok || linked.error !== "unavailable";
}
