import { DAY } from "../../core/kernel/instant.ts";
import { forgetAsked } from "../../storage/asked.ts";
import { forgetBrought } from "../../storage/brought.ts";
import { forgetReports } from "../../storage/report.ts";
import type { Platform } from "../../storage/platform.ts";
import { allDatabases } from "../../storage/shards.ts";

const AT_ONCE = 5_000;
const MOST_PAGES = 40;
const ASKED_FOR = 400 * DAY;

/** Forgets what came of a purpose once that keeps nothing of then any more, reports past their time, and who was asked long ago; a bounded number a run. */
export async function expireBrought(platform: Platform, now: number): Promise<void> {
  for (const { db } of allDatabases(platform.env)) {
    for (let page = 0; page < MOST_PAGES; page++) if ((await forgetBrought(db, now, AT_ONCE)) < AT_ONCE) break;
    for (let page = 0; page < MOST_PAGES; page++) if ((await forgetReports(db, now, AT_ONCE)) < AT_ONCE) break;
    for (let page = 0; page < MOST_PAGES; page++) if ((await forgetAsked(db, now - ASKED_FOR, AT_ONCE)) < AT_ONCE) break;
  }
}
