import { closedAt } from "../../core/exchange/offer.ts";
import { servesAt } from "../../core/exchange/points.ts";
import type { Promised } from "../../core/exchange/promise.ts";
import { addDuration } from "../../core/kernel/instant.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { commit } from "../../storage/commit.ts";
import type { PointsStep } from "../../storage/points.ts";
import type { Outcome } from "../../storage/promise.ts";
import { shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { keepPoints } from "./keep-points.ts";
import { schemeName } from "./move-points.ts";

/** A promise to somebody, under the id of the exchange it was made for. */
export interface Owing extends Pick<Promised, "how" | "ref" | "points"> {
  readonly subject: SubjectId;
  readonly id: string;
}

/**
 * Keeps a promise that needs nobody's hand, once: points are credited, a coupon is issued while its offer is not over.
 * False where it could not be, or is the brand's to keep; the hourly job tries again. Throws `Unavailable`.
 */
export async function keepPromise(call: Call, owing: Owing): Promise<boolean> {
  const { compiled } = call.program;
  if (owing.how === "offer") {
    const offer = compiled.offers.find(({ key }) => key === owing.ref);
    return offer !== undefined && closedAt(offer, call.now) !== "ended" && endPromise(call, owing, "delivered");
  }
  return owing.how === "points" && (await credit(call, owing)) && endPromise(call, owing, "delivered");
}

/** Writes down how a promise ended; once. Throws `Unavailable`. */
export async function endPromise(call: Call, { subject, id }: Pick<Owing, "subject" | "id">, outcome: Outcome): Promise<boolean> {
  const ending = { subject, id, outcome, at: call.now };
  const audit = { at: call.now, actor: actorName(call.actor), action: `promise.${outcome}`, target: id, detail: {} };
  const written = await commit(await shardOf(call.platform.env, subject), { kind: "promise", ending }, audit);
  return written.ok || written.error === "conflict";
}

async function credit(call: Call, { subject, id, ref, points }: Owing): Promise<boolean> {
  const reward = call.program.compiled.rewards.find(({ key }) => key === ref);
  if (!reward || points === null || !servesAt(reward, reward.controller)) return false;
  const expires = reward.expires === null ? null : addDuration(call.now, reward.expires);
  const step: PointsStep = {
    ...{ kind: "earn" as const, subject, scheme: schemeName(call, reward), id: `pts_${id}`, points, expires },
    ...{ merchant: reward.controller, amount: null, at: call.now },
  };
  const audit = { at: call.now, actor: actorName(call.actor), action: "points.move", target: step.id, detail: { reward: reward.key } };
  return keepPoints(call, step, audit);
}
