import { afterText, readAfter } from "../../core/exchange/journey-page.ts";
import { SECOND } from "../../core/kernel/instant.ts";
import type { Platform } from "../../storage/platform.ts";
import { forgetRuns } from "../../storage/coupon.ts";
import { readJob, writeJob } from "../../storage/job.ts";
import { allDatabases } from "../../storage/shards.ts";
import { listIntended } from "../../storage/offer.ts";
import { forgetKeys } from "../../storage/spending-key.ts";
import type { Plan } from "./plan-redemption.ts";
import { carryOut } from "./redeem-offer.ts";

/** Younger ones are still under way. */
const UNDER_WAY_MS = 120 * SECOND;
const AT_ONCE = 200;
const KEEP_KEYS_MS = 90 * 86_400 * SECOND;

/** Goes on with redemptions that were cut off between two databases: each ends spent or taken back. What fails keeps no other waiting. */
export async function settleBenefits(platform: Platform, now: number): Promise<void> {
  const failures: unknown[] = [];
  const fail = (error: unknown): unknown => failures.push(error);
  for (const { name, db } of allDatabases(platform.env)) {
    await settlePage(platform, now, `settle-benefits:${name}`, db, fail).catch(fail);
    await forgetKeys(db, now - KEEP_KEYS_MS, AT_ONCE * 50).catch(fail);
    await forgetRuns(db, now - KEEP_KEYS_MS, AT_ONCE * 50).catch(fail);
  }
  if (failures.length > 0) throw new AggregateError(failures, "benefits were not settled");
}

/** A page a run; where there are more the next run goes on behind it. */
async function settlePage(platform: Platform, now: number, job: string, db: D1Database, fail: (error: unknown) => unknown): Promise<void> {
  const call = { platform, actor: { kind: "system", job: "settle-benefits" }, now } as const;
  const { DB } = platform.env;
  const from = (await readJob(DB, job))?.cursor ?? "";
  const page = await listIntended(db, now - UNDER_WAY_MS, readAfter(from, /^red_/), AT_ONCE);
  for (const { wanted } of page) await carryOn(call, wanted).catch(fail);
  const last = page.length < AT_ONCE ? undefined : page.at(-1);
  const to = last ? afterText(last) : "";
  if (to !== from) await writeJob(DB, job, to, 0, now);
}

async function carryOn(call: Parameters<typeof carryOut>[0], wanted: string): Promise<void> {
  await carryOut(call, { ...(JSON.parse(wanted) as Omit<Plan, "held">), held: null }, []);
}
