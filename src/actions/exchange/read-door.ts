import { closedAt, isServed } from "../../core/exchange/offer.ts";
import type { Identifier } from "../../core/profile/identifier.ts";
import type { CompiledOffer } from "../../core/program/compiled-offer.ts";
import { findListed } from "../../storage/identifier.ts";
import { noteKin, readKin, type Kindred } from "../../storage/kin.ts";
import { peppersOf } from "../../storage/peppers.ts";
import type { Call } from "../call.ts";
import { heldIn } from "../consent/read-held.ts";
import { audiencesHeld } from "../profile/audiences-held.ts";
import { offerName } from "./plan-redemption.ts";

/**
 * Offers for somebody as their card passes: open here and now, not used up by them, and for an audience only where they are in
 * it by what they allow. Budgets are asked when it is redeemed. Null for a card that is nobody's. Two round trips: to the
 * card, which has noted which records are its person's, and to all of these at once. Throws `Unavailable`.
 */
export async function offersFor(call: Call, card: Identifier, merchant: string): Promise<readonly CompiledOffer[] | null> {
  const { env, defer } = call.platform;
  const hashed = await (await peppersOf(env)).hash(call.program.site.controller, card);
  const [listed] = await findListed(env, [hashed]);
  if (!listed?.subject) return null;
  const kindred = await readKin(env, listed.subject, listed.kin ?? []);
  if (!isNoted(listed.kin ?? [listed.subject], kindred)) defer(noteKin(env, [kindred]).catch(() => undefined));
  const audiences = audiencesFor(call, kindred);
  return call.program.compiled.offers.filter((offer) => {
    const { audience, perPerson, codes } = offer;
    const isLeft = perPerson === null || (kindred.taken.get(offerName(call, offer.key)) ?? 0) < perPerson;
    return (
      isServed(offer, merchant) &&
      isLeft &&
      codes !== "unique" &&
      (audience === null || audiences.includes(audience)) &&
      closedAt(offer, call.now) === null
    );
  });
}

function isNoted(noted: readonly string[], { records }: Kindred): boolean {
  const all = new Set<string>(records);
  return noted.length === all.size && noted.every((record) => all.has(record));
}

/** None of somebody who was erased, who is another controller's, or who never chose. */
function audiencesFor(call: Call, kindred: Kindred): readonly string[] {
  const { registered } = kindred;
  const isOurs = registered !== null && registered.controller === call.program.site.controller && !registered.state.erased;
  return isOurs && registered.version > 0 ? audiencesHeld(call, heldIn(call, kindred, null)) : [];
}
