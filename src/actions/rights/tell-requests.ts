import { newsOf, type RequestHappening } from "../../core/rights/request-news.ts";
import { changesStatus } from "../../core/rights/reply.ts";
import { moveJob, readJob } from "../../storage/job.ts";
import type { Platform } from "../../storage/platform.ts";
import { readRequest } from "../../storage/request.ts";
import { readRequestFeed } from "../../storage/request-feed.ts";
import { allDatabases } from "../../storage/shards.ts";
import { sendWebhookMessages, type WebhookMessage } from "../../storage/webhook.ts";
import type { Call } from "../call.ts";
import { callsOfControllers } from "../calls-of-controllers.ts";
import { requestBucket } from "./request-place.ts";

const JOB = "tell-requests";
const PAGE = 100;
const MOST_PAGES = 50;

/**
 * Queues what webhooks, desks and whoever filed them hear of requests, from where the database's audit was last left. The place is moved on
 * only after the queue has the messages: a run that is cut off repeats some under the same ids, and leaves none out.
 */
export async function tellRequests(platform: Platform, database: string, now: number): Promise<void> {
  const db = allDatabases(platform.env).find(({ name }) => name === database)?.db;
  if (!db) return;
  let cursor = (await readJob(db, JOB))?.cursor ?? "0";
  let calls: ReadonlyMap<string, Call> | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { happenings, last, end } = await readRequestFeed(db, Number(cursor), PAGE);
    if (String(last) === cursor) return;
    calls ??= await callsOfControllers(platform, now, { kind: "system", job: JOB });
    await sendWebhookMessages(platform, [...messagesOf(calls, happenings), ...(await statuses(calls, happenings))], now);
    if (!(await moveJob(db, JOB, cursor, String(last), now)) || end) return;
    cursor = String(last);
  }
}

function messagesOf(calls: ReadonlyMap<string, Call>, happenings: readonly RequestHappening[]): readonly WebhookMessage[] {
  return [...Map.groupBy(happenings, ({ detail }) => detail.controller)].flatMap(([controller, own]) => {
    const call = calls.get(controller);
    return call ? [...told(call, own), ...letters(call, own)] : [];
  });
}

/** Wakes the queue after something happened to a request that somebody hears of; the hourly job looks there too. */
export function announceRequest({ platform, now }: Call, database: string): void {
  platform.defer(sendWebhookMessages(platform, [{ kind: "requests", database }], now).catch(() => undefined));
}

/** True where a webhook hears of the requests of a call's controller. */
export function isTold({ program }: Call): boolean {
  return program.compiled.webhooks.some(
    ({ controller, events }) => controller === program.site.controller && events.some((event) => event.startsWith("request.")),
  );
}

function told({ program }: Call, happenings: readonly RequestHappening[]): readonly WebhookMessage[] {
  const { site, compiled } = program;
  const own = compiled.webhooks.filter(({ controller }) => controller === site.controller);
  return happenings.flatMap((happening) => {
    const news = newsOf(happening);
    const hearing = news ? own.filter(({ events }) => events.includes(news.event)) : [];
    return hearing.map(({ key }) => ({ kind: "told" as const, site: site.key, webhook: key, id: news?.id ?? "", body: news?.body ?? "" }));
  });
}

/** One letter for all reminders that are read together. */
function letters({ program: { site } }: Call, happenings: readonly RequestHappening[]): readonly WebhookMessage[] {
  const reminders = happenings.filter(({ detail }) => detail.days !== undefined);
  return site.rights.desk === undefined || reminders.length === 0 ? [] : [{ kind: "letter", site: site.key, reminders }];
}

/** To all addresses of whoever filed what stands otherwise now. */
async function statuses(calls: ReadonlyMap<string, Call>, happenings: readonly RequestHappening[]): Promise<readonly WebhookMessage[]> {
  const messages: WebhookMessage[] = [];
  for (const { target, detail } of happenings.filter(changesStatus)) {
    const call = calls.get(detail.controller);
    const found = call && (await readRequest(call.platform.env, await requestBucket(call), target));
    const reply = found?.request.reply;
    if (reply) messages.push(...reply.urls.map((url) => ({ kind: "status" as const, site: reply.site, request: target, url })));
  }
  return messages;
}
