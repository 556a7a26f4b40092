import { isServed } from "../../core/exchange/offer.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { commit } from "../../storage/commit.ts";
import { readRedemption, type Redeemed } from "../../storage/offer.ts";
import type { Call } from "../call.ts";
import { offerName } from "./plan-redemption.ts";
import { auditOf, stage } from "./redeem-offer.ts";

/**
 * Takes a redemption back: it counts against no limit any more, and its code is good again. Doing it twice changes
 * nothing. `unknown`: there is no such redemption of this program, or it is of an offer of other merchants. Throws `Unavailable`.
 */
export async function refundOffer(call: Call, id: string): Promise<Result<Redeemed, "unknown" | "unavailable">> {
  const bucket = Number.parseInt(id.slice(4, 6), 16);
  const { shard, redeemed } = await readRedemption(call.platform.env, bucket, id, "", []);
  if (!redeemed?.offer.startsWith(offerName(call, "")) || !isHere(call, redeemed)) return refuse("unknown");
  if (redeemed.refundedAt === null) {
    const step = { kind: "refund", redeemed, at: call.now } as const;
    const written = await commit(shard, { kind: "offer", step }, auditOf(call, "offer.refund", redeemed));
    if (!written.ok && written.error !== "conflict") return refuse("unavailable");
  }
  const { subject } = redeemed;
  if (subject) await stage(call, { ...redeemed, subject }, "refunded");
  return ok({ ...redeemed, refundedAt: redeemed.refundedAt ?? call.now });
}

function isHere(call: Call, redeemed: Redeemed): boolean {
  const offer = call.program.compiled.offers.find(({ key }) => offerName(call, key) === redeemed.offer);
  return !offer || isServed(offer, call.program.site.controller);
}
