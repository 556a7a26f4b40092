import { isServed } from "../../core/exchange/offer.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { commit } from "../../storage/commit.ts";
import { readRedemption, type Redeemed } from "../../storage/offer.ts";
import type { Shard } from "../../storage/shards.ts";
import type { Call } from "../call.ts";
import { offerName } from "./plan-redemption.ts";
import { auditOf, stage } from "./redeem-offer.ts";

/**
 * Takes a redemption back: it counts against no limit any more, and its code is good again. Doing it twice changes
 * nothing. With a person it is noted as intended first: what is cut off after that, the hourly job settles as it stands.
 * `unknown`: there is no such redemption of this program, or it is of an offer of other merchants. Throws `Unavailable`.
 */
export async function refundOffer(call: Call, id: string): Promise<Result<Redeemed, "unknown" | "unavailable">> {
  const bucket = Number.parseInt(id.slice(4, 6), 16);
  const { shard, redeemed } = await readRedemption(call.platform.env, bucket, id, "", []);
  if (!redeemed?.offer.startsWith(offerName(call, "")) || !isHere(call, redeemed)) return refuse("unknown");
  const held = redeemed.subject && { ...redeemed, subject: redeemed.subject };
  if (redeemed.refundedAt === null && !(await takeBack(call, shard, redeemed, held))) return refuse("unavailable");
  if (held) await stage(call, held, "refunded");
  return ok({ ...redeemed, refundedAt: redeemed.refundedAt ?? call.now });
}

/** False where a database is away. */
async function takeBack(call: Call, shard: Shard, redeemed: Redeemed, held: Parameters<typeof stage>[1] | null): Promise<boolean> {
  if (held && !(await stage(call, held, "intended"))) return false;
  const step = { kind: "refund", redeemed, at: call.now } as const;
  const written = await commit(shard, { kind: "offer", step }, auditOf(call, "offer.refund", redeemed));
  return written.ok || written.error === "conflict";
}

function isHere(call: Call, redeemed: Redeemed): boolean {
  const offer = call.program.compiled.offers.find(({ key }) => offerName(call, key) === redeemed.offer);
  return !offer || isServed(offer, call.program.site.controller);
}
