import { SECOND } from "../../core/kernel/instant.ts";
import type { Platform } from "../../storage/platform.ts";
import { forgetRuns } from "../../storage/coupon.ts";
import { allDatabases } from "../../storage/shards.ts";
import { listIntended } from "../../storage/offer.ts";
import { forgetKeys } from "../../storage/spending-key.ts";
import type { Plan } from "./plan-redemption.ts";
import { carryOut } from "./redeem-offer.ts";

/** Younger ones are still under way. */
const UNDER_WAY_MS = 120 * SECOND;
const AT_ONCE = 200;
const KEEP_KEYS_MS = 90 * 86_400 * SECOND;

/** Goes on with redemptions that were cut off between two databases: each ends spent or taken back. */
export async function settleBenefits(platform: Platform, now: number): Promise<void> {
  const call = { platform, actor: { kind: "system", job: "settle-benefits" }, now } as const;
  for (const { db } of allDatabases(platform.env)) {
    for (const { wanted } of await listIntended(db, now - UNDER_WAY_MS, AT_ONCE)) {
      const plan = { ...(JSON.parse(wanted) as Omit<Plan, "held">), held: null };
      await carryOut(call, plan, []);
    }
    await forgetKeys(db, now - KEEP_KEYS_MS, AT_ONCE * 50);
    await forgetRuns(db, now - KEEP_KEYS_MS, AT_ONCE * 50);
  }
}
