import { DAY } from "../../core/kernel/instant.ts";
import { nextOf, type RightsRequest } from "../../core/rights/request.ts";
import { forgetRequests, listDue, noteReminder } from "../../storage/request.ts";
import type { Platform } from "../../storage/platform.ts";
import { allDatabases, shardOfBucket } from "../../storage/shards.ts";

const JOB = "system:remind-requests";
/** Days before something is late on which its desk is reminded, and once when it is. */
const AHEAD = [7, 2, 0] as const;
const PAGE = 200;
/** 24 months, which are never more days (11 CCR 7101). */
const KEPT_MS = 731 * DAY;

/** Notes in step and audit, once each, that a request is due soon or late; from there it is told. Throws `Unavailable`. */
export async function remindRequests(platform: Platform, now: number): Promise<void> {
  for (const { db } of allDatabases(platform.env)) {
    let after: readonly [number, string] = [0, ""];
    for (;;) {
      const page = await listDue(db, now + AHEAD[0] * DAY, after, PAGE);
      for (const request of page) await remind(platform, request, now);
      const last = page.at(-1);
      if (!last || page.length < PAGE) break;
      after = [last.due, last.id];
    }
  }
}

async function remind(platform: Platform, request: RightsRequest & { readonly bucket: number }, now: number): Promise<void> {
  const next = nextOf(request);
  if (!next) return;
  const ahead = AHEAD.findLast((days) => next.by - days * DAY <= now);
  if (ahead === undefined) return;
  // An extension is another day to be reminded of.
  const name = `${next.step === "acknowledge" ? "acknowledge" : request.extended === null ? "due" : "extended"}-${ahead}`;
  const step = { step: `remind-${name}`, at: now, actor: JOB, note: null };
  const action = ahead === 0 ? "request.late" : "request.due-soon";
  const { kind, controller, via } = request;
  const detail = { kind, controller, via, next: next.step, by: new Date(next.by).toISOString(), days: ahead };
  const audit = { at: now, actor: JOB, action, target: request.id, detail };
  await noteReminder(await shardOfBucket(platform.env, request.bucket), request.id, step, audit);
}

/** Forgets requests whose time in the log is over. Throws `Unavailable`. */
export async function forgetOldRequests(platform: Platform, now: number): Promise<void> {
  for (const { db } of allDatabases(platform.env)) while ((await forgetRequests(db, now - KEPT_MS, PAGE)) === PAGE);
}
