import { closedAt, isServed } from "../../core/exchange/offer.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { CompiledOffer } from "../../core/program/compiled-offer.ts";
import type { Bindings } from "../../storage/bindings.ts";
import { countBenefits } from "../../storage/offer.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import { readProfiled } from "../consent/read-held.ts";
import { readFamily } from "../identity/read-family.ts";
import { audiencesHeld } from "../profile/audiences-held.ts";
import { offerName } from "./plan-redemption.ts";

type Counts = Awaited<ReturnType<typeof countBenefits>>;

/** What all records of a person took; one that stands by itself is not asked again. */
async function takenBy(env: Bindings, root: SubjectId, own: Counts): Promise<Counts> {
  if ((own.get("") ?? 0) === 0) return own;
  const others = (await readFamily(env, root)).subjects.filter((record) => record !== root);
  const all = [own, ...(await Promise.all(others.map((record) => countBenefits(env, record))))];
  const keys = new Set(all.flatMap((counts) => [...counts.keys()]));
  return new Map([...keys].map((key) => [key, all.reduce((sum, counts) => sum + (counts.get(key) ?? 0), 0)]));
}

/**
 * Offers for somebody as they come in: open here and now, not used up by them, and for an audience only where they are in
 * it by what they allow. Budgets are asked when it is redeemed. Throws `Unavailable`.
 */
export async function offersFor(call: Call, subject: SubjectId, merchant: string): Promise<readonly CompiledOffer[]> {
  const { env } = call.platform;
  const [held, asNamed] = await Promise.all([readProfiled(call, subject, null), countBenefits(env, subject)]);
  if (!held) throw new Unavailable("the profile could not be read");
  const root = held.subject ?? subject;
  const taken = await takenBy(env, root, root === subject ? asNamed : await countBenefits(env, root));
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
