import { codeHash, plainCode } from "../../core/exchange/code.ts";
import { dayIn, limitsOf, type Limit, type OfferRefusal } from "../../core/exchange/offer.ts";
import { sha256Hex } from "../../core/kernel/bytes.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { Identifier } from "../../core/profile/identifier.ts";
import type { CompiledOffer } from "../../core/program/compiled-offer.ts";
import { findCoupons } from "../../storage/coupon.ts";
import type { Held, Redemption } from "../../storage/offer.ts";
import { peppersOf } from "../../storage/peppers.ts";
import type { Call } from "../call.ts";
import { readFamily } from "../identity/read-family.ts";
import { codeKey } from "./code-key.ts";
import { bucketIn } from "./once.ts";

/** A redemption as a till asks for it. */
export interface Wanted {
  /** Null: the one the code is of. */
  readonly offer: string | null;
  readonly code: string | null;
  readonly subject: SubjectId | null;
  /** What the person was named by, where that was an identifier. */
  readonly identifier: Identifier | null;
  /** How the till named them; null for nobody. */
  readonly named: string | null;
  readonly basket: string | null;
  /** The idempotency key. */
  readonly once: string;
}

export type Limited = Limit;

/** What is to be written, and where the offer's rows are. */
export interface Plan {
  readonly bucket: number;
  readonly redemption: Redemption;
  readonly held: Held | null;
}

interface Named {
  readonly offer: CompiledOffer;
  /** Hash of a code that is good once. */
  readonly code: string | null;
}

/** The offer that is meant, by its key, by its word, or by a code of its own. Throws `Unavailable`. */
export async function offerNamed(call: Call, wanted: Wanted): Promise<Result<Named, OfferRefusal>> {
  const byCode = wanted.code === null ? null : await offerOfCode(call, plainCode(wanted.code), wanted.offer);
  if (wanted.code !== null && !byCode) return refuse("unknown-code");
  if (wanted.offer === null || wanted.offer === byCode?.offer.key) return byCode ? ok(byCode) : refuse("unknown-offer");
  const offer = call.program.compiled.offers.find(({ key }) => key === wanted.offer);
  if (!offer) return refuse("unknown-offer");
  return byCode ? refuse("unknown-code") : ok({ offer, code: null });
}

/** A code of its own is of the offer that is named, else of the program's first that has it. */
async function offerOfCode(call: Call, code: string, wanted: string | null): Promise<Named | null> {
  const { offers } = call.program.compiled;
  const byWord = offers.find((offer) => offer.code !== null && plainCode(offer.code) === code);
  if (byWord) return { offer: byWord, code: null };
  const asked = offers.filter(({ key, codes }) => codes === "unique" && (wanted === null || key === wanted));
  if (asked.length === 0) return null;
  const named = await Promise.all(
    asked.map(async (offer) => ({ offer, code: codeHash(await codeKey(call, offerName(call, offer.key)), code) })),
  );
  const found = await findCoupons(
    call.platform.env,
    named.map((item) => item.code),
  );
  return named.find((item) => found.has(item.code)) ?? null;
}

/** What a redemption is to write. One person counts once under whatever name, and one identifier once with whoever it is now. */
export async function planOf(
  call: Call,
  { offer, code }: Named,
  wanted: Wanted,
  key: string,
): Promise<{ readonly plan: Plan; readonly limits: readonly Limited[] }> {
  const { subject, identifier, basket } = wanted;
  const hash = await sha256Hex(offerName(call, offer.key));
  const records = subject === null ? [] : await recordsOf(call, offer, subject);
  const people = await Promise.all(records.map((record) => scopeOf(hash, record)));
  const claimant = identifier && (await scopeOf(hash, await lastingHash(call, identifier)));
  const limits = limitsOf(offer, dayIn(offer.zone, call.now), people, claimant);
  const redemption: Redemption = {
    id: `red_${hash.slice(0, 2)}${key.slice(2)}`,
    offer: offerName(call, offer.key),
    subject,
    limits: limits.map(({ scope, most, others }) => [scope, most, others] as const),
    code,
    benefit: offer.benefit,
    at: call.now,
  };
  const bucket = bucketIn(hash);
  const held = subject && heldOf(offer, { ...redemption, subject }, bucket, basket);
  return { limits, plan: { bucket, redemption, held } };
}

/** The record a person is known by, and those that were merged to it where the offer counts by them. */
async function recordsOf(call: Call, { perPerson }: CompiledOffer, subject: SubjectId): Promise<readonly SubjectId[]> {
  return perPerson === null ? [subject] : (await readFamily(call.platform.env, subject)).subjects;
}

function heldOf(
  offer: CompiledOffer,
  redemption: Redemption & { readonly subject: SubjectId },
  bucket: number,
  basket: string | null,
): Held {
  const { id, subject, at } = redemption;
  return { subject, id, offer: redemption.offer, basket, isAlone: offer.isAlone, at, wanted: JSON.stringify({ bucket, redemption }) };
}

/** What an offer is called in the databases: two programs may use the same key. */
export function offerName(call: Pick<Call, "program">, key: string): string {
  return `${call.program.compiled.key}/${key}`;
}

/** The bucket of an offer: all its rows are there. */
export async function offerBucket(name: string): Promise<number> {
  return bucketIn(await sha256Hex(name));
}

async function scopeOf(offer: string, who: string): Promise<string> {
  return (await sha256Hex(`${offer}|${who}`)).slice(0, 32);
}

async function lastingHash(call: Call, identifier: Identifier): Promise<string> {
  return (await peppersOf(call.platform.env)).lasting(call.program.site.controller, identifier);
}
