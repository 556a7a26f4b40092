import { EXPOSURE_LIVES_S } from "../core/targeting/exposure.ts";
import type { Call } from "../actions/call.ts";
import { callsOfControllers } from "../actions/calls-of-controllers.ts";
import { endPastSharing } from "../actions/sharing/end-sharing.ts";
import { expireConsents } from "../actions/consent/expire-consents.ts";
import { expireBrought } from "../actions/exchange/expire-brought.ts";
import { expirePoints } from "../actions/exchange/expire-points.ts";
import { meetChallenges } from "../actions/exchange/meet-challenges.ts";
import { raiseOverdue } from "../actions/exchange/raise-overdue.ts";
import { settleBenefits } from "../actions/exchange/settle-benefits.ts";
import { tellExchange } from "../actions/exchange/tell-exchange.ts";
import { moveIdentifiers } from "../actions/identity/move-identifiers.ts";
import { finishMerges } from "../actions/identity/finish-merges.ts";
import { countAudiences } from "../actions/insight/count-audiences.ts";
import { makeReports } from "../actions/insight/make-reports.ts";
import { publishRanks } from "../actions/insight/publish-ranks.ts";
import { rankItems } from "../actions/insight/rank-items.ts";
import { countConsents } from "../actions/insight/count-consents.ts";
import { forgetDead } from "../actions/queues/forget-dead.ts";
import { queueChanges } from "../actions/webhook/queue-changes.ts";
import { tellRequests } from "../actions/rights/tell-requests.ts";
import { forgetOldRequests, remindRequests } from "../actions/rights/remind-requests.ts";
import { expireValues } from "../actions/profile/expire-values.ts";
import { purgeWithdrawn } from "../actions/profile/purge-withdrawn.ts";
import { finishErasures } from "../actions/rights/finish-erasures.ts";
import { finishMoves } from "../actions/shards/finish-moves.ts";
import { refreshSnapshots } from "../actions/program/publish-program.ts";
import { weighVariants } from "../actions/targeting/weigh-variants.ts";
import { forgetCollections } from "../storage/collection.ts";
import { programOf } from "../storage/cache/program.ts";
import { forgetTokens } from "../storage/identity-token.ts";
import type { Platform } from "../storage/platform.ts";
import { listSites } from "../storage/program.ts";
import { allDatabases } from "../storage/shards.ts";
import { forgetSeen } from "../storage/seen.ts";
import { forgetCodes } from "../storage/sign-in-code.ts";

type Job = (platform: Platform, now: number) => Promise<void>;

/** What runs when. The schedules are those of wrangler.toml; a test compares the two. */
export const CRON: Readonly<Record<string, readonly Job[]>> = {
  "7 * * * *": [
    refreshPrograms,
    finishCutOff,
    finishErased,
    moveOn,
    settleOffers,
    unlock,
    keepPromises,
    purge,
    endShared,
    expirePast,
    tellChanges,
    countChanges,
    sizeAudiences,
    report,
    rank,
    weigh,
    forgetSignInCodes,
  ],
  "23 2 * * *": [expire, forgetLetters, forgetExposures, forgetUsedTokens, movePeppers, expireLoyalty, remindRequests, forgetOldRequests],
};

/** Runs the jobs of a schedule one after the other; a failing one does not keep the others from running. */
export async function runCron(platform: Platform, schedule: string, now: number): Promise<void> {
  const failures: unknown[] = [];
  for (const job of CRON[schedule] ?? []) {
    try {
      await job(platform, now);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `jobs of "${schedule}" failed`);
}

async function refreshPrograms(platform: Platform): Promise<void> {
  await refreshSnapshots(platform);
}

async function finishCutOff(platform: Platform, now: number): Promise<void> {
  await finishMerges(platform, async () => [...(await callsOf(platform, now, "finish-merges")).values()], now);
}

async function finishErased(platform: Platform, now: number): Promise<void> {
  const calls = await callsOf(platform, now, "finish-erasures");
  await finishErasures(platform, async (controller) => calls.get(controller) ?? null, now);
}

async function expireLoyalty(platform: Platform, now: number): Promise<void> {
  await expirePoints(platform, now);
  await expireBrought(platform, now);
}

async function settleOffers(platform: Platform, now: number): Promise<void> {
  await settleBenefits(platform, now);
}

/** Of whom no event folds. */
async function unlock(platform: Platform, now: number): Promise<void> {
  await meetChallenges(platform, await callsOf(platform, now, "meet-challenges"), now);
}

/** What answers were promised, program by program; one that fails keeps no other waiting. */
async function keepPromises(platform: Platform, now: number): Promise<void> {
  const calls = await callsOf(platform, now, "keep-promises");
  const failures: unknown[] = [];
  for (const own of Map.groupBy(calls.values(), ({ program }) => program.compiled.key).values())
    await raiseOverdue(own).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, "promises were not kept");
}

async function moveOn(platform: Platform, now: number): Promise<void> {
  await finishMoves(platform, now);
}

function callsOf(platform: Platform, now: number, job: string): Promise<ReadonlyMap<string, Call>> {
  return callsOfControllers(platform, now, { kind: "system", job });
}

async function expire(platform: Platform, now: number): Promise<void> {
  const calls = await callsOf(platform, now, "expire-consents");
  await expireConsents(platform, async (controller) => calls.get(controller) ?? null, now);
}

async function purge(platform: Platform, now: number): Promise<void> {
  const calls = await callsOf(platform, now, "purge-withdrawn");
  await purgeWithdrawn(platform, async (controller) => calls.get(controller) ?? null);
}

async function endShared(platform: Platform, now: number): Promise<void> {
  await endPastSharing(platform, now);
  await forgetCollections(platform.env, now);
}

/** Through once a day; hourly, so that what one run leaves the next takes up. */
async function expirePast(platform: Platform, now: number): Promise<void> {
  await expireValues(platform, now);
}

async function movePeppers(platform: Platform, now: number): Promise<void> {
  await moveIdentifiers(platform, now);
}

/** What no message woke the queue for. */
async function tellChanges(platform: Platform, now: number): Promise<void> {
  for (const { name } of allDatabases(platform.env)) {
    await queueChanges(platform, name, now);
    await tellRequests(platform, name, now);
    await tellExchange(platform, name, now);
  }
}

async function countChanges(platform: Platform, now: number): Promise<void> {
  await countConsents(platform, now);
}

async function sizeAudiences(platform: Platform, now: number): Promise<void> {
  const calls = await callsOf(platform, now, "count-audiences");
  await countAudiences(platform, async (controller) => calls.get(controller) ?? null, now);
}

/** What people are told of their own numbers, each week or month. */
async function report(platform: Platform, now: number): Promise<void> {
  await makeReports(platform, await callsOf(platform, now, "make-reports"), now);
}

/** What can be recommended, in the order of what people look at. */
async function rank(platform: Platform, now: number): Promise<void> {
  const calls = await callsOf(platform, now, "rank-items");
  if (!(await rankItems(platform, calls, now))) return;
  for (const call of calls.values()) if (call.program.compiled.catalogue) await publishRanks(call);
}

/** What bandits draw by. A program is weighed once, whatever controllers it has. */
async function weigh(platform: Platform, now: number): Promise<void> {
  const calls = await callsOf(platform, now, "weigh-variants");
  const byProgram = new Map([...calls.values()].map((call) => [call.program.compiled.key, call]));
  for (const call of byProgram.values()) await weighVariants(call);
}

async function forgetUsedTokens(platform: Platform, now: number): Promise<void> {
  await forgetTokens(platform.env, now);
}

async function forgetSignInCodes(platform: Platform, now: number): Promise<void> {
  await forgetCodes(platform.env, now);
}

async function forgetLetters(platform: Platform, now: number): Promise<void> {
  const sites = await listSites(platform.env.DB);
  const programs = await Promise.all(sites.map(({ key }) => programOf(platform.env, key, platform.defer)));
  await forgetDead(
    platform,
    programs.filter((program) => program !== null),
    now - EXPOSURE_LIVES_S * 1000,
    now,
  );
}

/** Reported late, given up, replayed as late as may be: then an id is brought no more. */
async function forgetExposures(platform: Platform, now: number): Promise<void> {
  await forgetSeen(platform.env.DB, now - 4 * EXPOSURE_LIVES_S * 1000);
}
