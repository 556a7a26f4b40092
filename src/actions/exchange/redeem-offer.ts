import { closedAt, judgeOffer, type OfferRefusal } from "../../core/exchange/offer.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { isNobody } from "../../core/profile/identifier.ts";
import type { CompiledOffer } from "../../core/program/compiled-offer.ts";
import { commit } from "../../storage/commit.ts";
import { isHeld, readRedemption, type Held, type Redeemed, type Redemption, type Stage } from "../../storage/offer.ts";
import { isIssued } from "../../storage/promise.ts";
import { shardOf } from "../../storage/shards.ts";
import { Unavailable } from "../../storage/within.ts";
import { actorName, type Call } from "../call.ts";
import { readProfiled } from "../consent/read-held.ts";
import { audiencesHeld } from "../profile/audiences-held.ts";
import { readFamily } from "../identity/read-family.ts";
import { isReused, onceFor, takeUp } from "./once.ts";
import { offerNamed, planOf, type Limited, type Plan, type Wanted } from "./plan-redemption.ts";

/** Who does it, when and where. */
type Doing = Pick<Call, "platform" | "actor" | "now">;

export type RedeemRefusal = OfferRefusal | "reused" | "unavailable";

/**
 * Redeems an offer, once for a key: the same request again answers the first result. Whoever is named first has it noted
 * as intended in their own database; the offer's database then says yes or no in one statement; what is cut off between
 * the two goes on at the next try, or by the hourly job. Throws `Unavailable`.
 */
export async function redeemOffer(call: Call, wanted: Wanted): Promise<Result<Redeemed, RedeemRefusal>> {
  const once = await onceFor(call, "redeem", wanted.once, bodyOf(wanted));
  if (await isReused(call, once)) return refuse("reused");
  const named = await offerNamed(call, wanted);
  if (!named.ok) return named;
  const { limits, plan } = await planOf(call, named.value, wanted, once.id);
  const known = await readPlanned(call, plan);
  if (known.redeemed) return settle(call, known.redeemed);
  const refusal = (await judgeAsHeld(call, named.value.offer, wanted)) ?? fullOf(limits, known.stood);
  if (refusal) return (await isUnderWay(call, plan)) ? carryOut(call, plan, limits) : refuse(refusal);
  const taken = await takeUp(call, once);
  return taken ? refuse(taken) : carryOut(call, plan, limits);
}

/** What was found right and noted before it was cut off goes on, whatever has changed since: the hourly job would do it too. */
async function isUnderWay({ platform }: Doing, { held }: Plan): Promise<boolean> {
  return held !== null && isHeld(await shardOf(platform.env, held.subject), held.subject, held.id);
}

/** Whoever they are by now: the till named them, and asks for the same again. */
function bodyOf({ offer, code, named, basket }: Wanted): object {
  return { offer, code, subject: named, basket };
}

/** Holds it for the person, spends it, and settles it with them; each step is found done where it was. Throws `Unavailable`. */
export async function carryOut(call: Doing, plan: Plan, limits: readonly Limited[]): Promise<Result<Redeemed, RedeemRefusal>> {
  const { held, redemption } = plan;
  if (held) {
    const kept = await hold(call, held);
    if (!kept.ok) return kept;
  }
  const { shard } = await readPlanned(call, plan);
  const step = { kind: "redeem", redemption } as const;
  const written = await commit(shard, { kind: "offer", step }, auditOf(call, "offer.redeem", redemption));
  if (!written.ok && written.error !== "conflict") return refuse("unavailable");
  const { redeemed, stood } = await readPlanned(call, plan);
  if (redeemed) return settle(call, redeemed);
  const { subject } = redemption;
  // Noted still, the hourly job would redeem it after all: then it is not refused.
  if (subject && !(await stage(call, { ...redemption, subject }, null))) return refuse("unavailable");
  return refuse(fullOf(limits, stood) ?? "spent-code");
}

/** A coupon that was issued holds, whatever the person allows by now and whoever the offer is for. */
async function judgeAsHeld(call: Call, offer: CompiledOffer, wanted: Wanted): Promise<OfferRefusal | null> {
  const refusal = await judge(call, offer, wanted);
  if (refusal !== "not-eligible" || wanted.subject === null) return refusal;
  const { env } = call.platform;
  return (await isIssued(env, (await readFamily(env, wanted.subject)).subjects, offer.key)) ? null : refusal;
}

async function judge(call: Call, offer: CompiledOffer, wanted: Wanted): Promise<OfferRefusal | null> {
  const isAsked = offer.audience !== null && wanted.subject !== null && closedAt(offer, call.now) === null;
  const held = isAsked ? await readProfiled(call, wanted.subject, null) : null;
  if (isAsked && !held) throw new Unavailable("the profile could not be read");
  return judgeOffer(offer, {
    merchant: call.program.site.controller,
    isNamed: wanted.subject !== null,
    isVerified: wanted.identifier !== null && !isNobody([wanted.identifier.kind]),
    hasCode: wanted.code !== null,
    audiences: held && held.version > 0 ? audiencesHeld(call, held) : null,
    now: call.now,
  });
}

function fullOf(limits: readonly Limited[], stood: ReadonlyMap<string, number>): OfferRefusal | null {
  const stoodOf = (scopes: readonly string[]): number => scopes.reduce((sum, scope) => sum + (stood.get(scope) ?? 0), 0);
  return limits.find(({ scope, others, most }) => most !== null && stoodOf([scope, ...others]) >= most)?.refusal ?? null;
}

function readPlanned(call: Doing, { bucket, redemption: { id, offer, limits } }: Plan): ReturnType<typeof readRedemption> {
  const scopes = limits.flatMap(([scope, , others = []]) => [scope, ...others]);
  return readRedemption(call.platform.env, bucket, id, offer, scopes);
}

/** Refused where the basket does not allow it. */
async function hold(call: Doing, held: Held): Promise<Result<null, "combination" | "unavailable">> {
  const shard = await shardOf(call.platform.env, held.subject);
  const written = await commit(shard, { kind: "offer", step: { kind: "hold", held } }, auditOf(call, "offer.hold", held));
  if (written.ok) return ok(null);
  if (written.error !== "conflict") return refuse("unavailable");
  return (await isHeld(shard, held.subject, held.id)) ? ok(null) : refuse("combination");
}

/** What stands redeemed is so with the person too; where their database is away, the hourly job sees to it. */
async function settle(call: Doing, redeemed: Redeemed): Promise<Result<Redeemed, RedeemRefusal>> {
  const { subject, refundedAt } = redeemed;
  if (subject) await stage(call, { ...redeemed, subject }, refundedAt === null ? "redeemed" : "refunded");
  return ok(redeemed);
}

/** Moves what a person got on to a stage it has not reached; to none, it is taken back. False where their database is away. */
export async function stage(call: Doing, of: Pick<Held, "subject" | "id" | "offer">, to: Stage | null): Promise<boolean> {
  const shard = await shardOf(call.platform.env, of.subject);
  const step = { kind: "stage", subject: of.subject, id: of.id, to } as const;
  const written = await commit(shard, { kind: "offer", step }, auditOf(call, "offer.settle", of));
  return written.ok || written.error === "conflict";
}

/** The audit row of a step. */
export function auditOf(call: Doing, action: string, of: Pick<Redemption, "id" | "offer">) {
  return { at: call.now, actor: actorName(call.actor), action, target: of.id, detail: { offer: of.offer } };
}
