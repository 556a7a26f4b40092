import type { Instant } from "../kernel/instant.ts";
import type { CompiledOffer } from "../program/compiled-offer.ts";

/** Why an offer is not given. */
export type OfferRefusal =
  | "unknown-offer"
  | "unknown-code"
  | "foreign-merchant"
  | "not-started"
  | "ended"
  | "needs-identifier"
  | "needs-code"
  | "not-eligible"
  | "over-budget"
  | "over-day"
  | "over-person"
  | "spent-code"
  | "combination";

/** Who asks for an offer: at whose till, and whether the person was named, and by an identifier that was linked to them. */
export interface Asking {
  readonly merchant: string;
  readonly isNamed: boolean;
  readonly isVerified: boolean;
  readonly hasCode: boolean;
  /** Keys of the audiences the person is in, as far as they allow it; null where nobody looked. */
  readonly audiences: readonly string[] | null;
  readonly now: Instant;
}

/**
 * What of an offer's rule can be told without counting; null where nothing stands against it. Limits per person count
 * per verified identifier: a new cookie jar is nobody new.
 */
export function judgeOffer(offer: CompiledOffer, asking: Asking): OfferRefusal | null {
  if (!isServed(offer, asking.merchant)) return "foreign-merchant";
  if (offer.codes !== "none" && !asking.hasCode) return "needs-code";
  const closed = closedAt(offer, asking.now);
  if (closed) return closed;
  if (!isNamedEnough(offer, asking)) return "needs-identifier";
  return isEligible(offer, asking.audiences) ? null : "not-eligible";
}

function isNamedEnough(offer: CompiledOffer, { isNamed, isVerified }: Asking): boolean {
  return !needsPerson(offer) || (isNamed && (offer.perPerson === null || isVerified));
}

function isEligible({ audience }: CompiledOffer, audiences: readonly string[] | null): boolean {
  return audience === null || (audiences !== null && audiences.includes(audience));
}

/** True where a merchant may redeem an offer. */
export function isServed({ merchants }: CompiledOffer, merchant: string): boolean {
  return merchants.length === 0 || merchants.includes(merchant);
}

/** Why an offer is not open at an instant; null while it is. `until` is the first instant after it. */
export function closedAt({ from, until }: CompiledOffer, now: Instant): "not-started" | "ended" | null {
  if (from !== null && now < from) return "not-started";
  return until !== null && now >= until ? "ended" : null;
}

/** True for an offer that must know who redeems it. */
function needsPerson(offer: CompiledOffer): boolean {
  return offer.perPerson !== null || offer.audience !== null || offer.isAlone;
}

/** A limit, and under what it is counted. */
export interface Limit {
  readonly scope: string;
  /** What counts along, and is not counted on: records that are the same person's. */
  readonly others: readonly string[];
  readonly most: number | null;
  readonly refusal: OfferRefusal;
}

/** What a redemption counts against: all of the offer, its day, the person, and the identifier they came under. */
export function limitsOf(
  offer: CompiledOffer,
  day: string,
  [person, ...records]: readonly string[],
  claimant: string | null,
): readonly Limit[] {
  const { budget, perDay, perPerson } = offer;
  return [
    { scope: "all", others: [], most: budget, refusal: "over-budget" },
    { scope: `day:${day}`, others: [], most: perDay, refusal: "over-day" },
    ...(person === undefined
      ? []
      : [
          {
            scope: `person:${person}`,
            others: records.map((record) => `person:${record}`),
            most: perPerson,
            refusal: "over-person" as const,
          },
        ]),
    ...(claimant === null ? [] : [{ scope: `by:${claimant}`, others: [], most: perPerson, refusal: "over-person" as const }]),
  ];
}

/** The day of an offer an instant falls on, `YYYY-MM-DD` on its clocks. */
export function dayIn(zone: string, at: Instant): string {
  return new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone: zone }).format(at);
}
