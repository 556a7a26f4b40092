import { closedAt, isServed } from "../../core/exchange/offer.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { CompiledOffer } from "../../core/program/compiled-offer.ts";
import { countBenefits } from "../../storage/offer.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import { readProfiled } from "../consent/read-held.ts";
import { audiencesHeld } from "../profile/audiences-held.ts";
import { offerName } from "./plan-redemption.ts";

/**
 * Offers for somebody as they come in: open here and now, not used up by them, and for an audience only where they are in
 * it by what they allow. Budgets are asked when it is redeemed. Throws `Unavailable`.
 */
export async function offersFor(call: Call, subject: SubjectId, merchant: string): Promise<readonly CompiledOffer[]> {
  const { env } = call.platform;
  const [held, asNamed] = await Promise.all([readProfiled(call, subject, null), countBenefits(env, subject)]);
  if (!held) throw new Unavailable("the profile could not be read");
  const root = held.subject ?? subject;
  const taken = root === subject ? asNamed : await countBenefits(env, root);
  const audiences = held.version > 0 ? audiencesHeld(call, held) : [];
  return call.program.compiled.offers.filter((offer) => {
    const { audience, perPerson, codes } = offer;
    const isLeft = perPerson === null || (taken.get(offerName(call, offer.key)) ?? 0) < perPerson;
    return (
      isServed(offer, merchant) &&
      isLeft &&
      codes !== "unique" &&
      (audience === null || audiences.includes(audience)) &&
      closedAt(offer, call.now) === null
    );
  });
}
