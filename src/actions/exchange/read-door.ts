import { closedAt, isServed } from "../../core/exchange/offer.ts";
import type { Identifier } from "../../core/profile/identifier.ts";
import type { CompiledOffer } from "../../core/program/compiled-offer.ts";
import { findListed, type Found } from "../../storage/identifier.ts";
import { noteKin, readKin, type Kindred } from "../../storage/kin.ts";
import { peppersOf } from "../../storage/peppers.ts";
import type { Call } from "../call.ts";
import { heldIn } from "../consent/read-held.ts";
import { audiencesHeld } from "../profile/audiences-held.ts";
import { offerName } from "./plan-redemption.ts";

/**
 * Offers for somebody as their card passes a merchant's door: open here and now, not used up by them, and for an audience only
 * where they are in it by what they allow this merchant (`call`). Budgets are asked when it is redeemed. Null for a card that
 * is nobody's in the account (`own`). Two round trips: to the card, which has noted which records are its person's, and to all
 * of these at once. Throws `Unavailable`.
 */
export async function offersFor(own: Call, call: Call, card: Identifier): Promise<readonly CompiledOffer[] | null> {
  const { env } = call.platform;
  const { controller } = call.program.site;
  const peppers = await peppersOf(env);
  // A merchant of an account that several share knows the card for itself, or not yet.
  const known = [...new Set([own.program.site.controller, controller])];
  const listed = await findListed(env, await Promise.all(known.map((of) => peppers.hash(of, card))));
  if (!listed[0]?.subject) return null;
  const kindred = await readHolder(call, listed[known.length - 1] ?? null);
  const [taken, audiences] = kindred ? [kindred.taken, audiencesFor(call, kindred)] : [NOTHING, []];
  return call.program.compiled.offers.filter((offer) => isFor(call, offer, taken, audiences));
}

const NOTHING: Kindred["taken"] = new Map();

/** Whoever a card is of, with all their records; where the card noted others, it notes them after the answer. */
async function readHolder({ platform: { env, defer } }: Call, listed: Found | null): Promise<Kindred | null> {
  if (!listed?.subject) return null;
  const kindred = await readKin(env, listed.subject, listed.kin ?? []);
  if (!isNoted(listed.kin ?? [listed.subject], kindred)) defer(noteKin(env, [kindred]).catch(() => undefined));
  return kindred;
}

function isFor(call: Call, offer: CompiledOffer, taken: Kindred["taken"], audiences: readonly string[]): boolean {
  const { audience, perPerson, codes } = offer;
  const isLeft = perPerson === null || (taken.get(offerName(call, offer.key)) ?? 0) < perPerson;
  return (
    isServed(offer, call.program.site.controller) &&
    isLeft &&
    codes !== "unique" &&
    (audience === null || audiences.includes(audience)) &&
    closedAt(offer, call.now) === null
  );
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
