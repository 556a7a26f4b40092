import { exchangeNews, EXCHANGE_EVENTS } from "../../core/exchange/news.ts";
import { commitAll } from "../../storage/commit.ts";
import { listUntold, type Untold } from "../../storage/exchange-news.ts";
import type { Platform } from "../../storage/platform.ts";
import { allDatabases, forgetShards, shardOf } from "../../storage/shards.ts";
import { sendWebhookMessages, type ToldMessage } from "../../storage/webhook.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import { callsOfControllers } from "../calls-of-controllers.ts";

const JOB = "tell-exchange";
const PAGE = 100;
const MOST_PAGES = 20;

/**
 * Queues what webhooks hear of tasks that were raised and promises that are overdue in a database. Each is marked as told only
 * after the queue has the messages: a run that is cut off repeats some under the same ids, and leaves none out.
 */
export async function tellExchange(platform: Platform, database: string, now: number): Promise<void> {
  const db = allDatabases(platform.env).find(({ name }) => name === database)?.db;
  if (!db) return;
  for (let page = 0; page < MOST_PAGES; page++) {
    const untold = await listUntold(db, now, PAGE);
    if (untold.length === 0) return;
    const calls = await callsOfControllers(platform, now, { kind: "system", job: JOB });
    await sendWebhookMessages(platform, messagesOf(calls, untold), now);
    await mark(platform, db, untold, now);
    if (untold.length < PAGE) return;
  }
}

/** Wakes the queue after a task was raised that a webhook wants to hear of. It need not arrive: the hourly job looks there too. */
export function announceTask({ platform, program: { compiled, site }, now }: Call, database: string): void {
  const isTold = compiled.webhooks.some(
    ({ controller, events }) => controller === site.controller && events.includes(EXCHANGE_EVENTS.task),
  );
  if (isTold) platform.defer(sendWebhookMessages(platform, [{ kind: "exchange", database }], now).catch(() => undefined));
}

function messagesOf(calls: ReadonlyMap<string, Call>, untold: readonly Untold[]): readonly ToldMessage[] {
  return untold.flatMap((happening) => {
    const { compiled, site } = calls.get(happening.controller)?.program ?? {};
    const { event, id, body } = exchangeNews(happening);
    return (compiled?.webhooks ?? [])
      .filter(({ controller, events }) => controller === happening.controller && events.includes(event))
      .map(({ key }) => ({ kind: "told" as const, site: site?.key ?? "", webhook: key, id, body }));
  });
}

/** Whatever ended or was erased meanwhile needs no mark. Throws `Unavailable`. */
async function mark({ env }: Platform, db: D1Database, untold: readonly Untold[], at: number): Promise<void> {
  const items = untold.map(async ({ of, subject, id }) => ({
    shard: await shardOf(env, subject),
    change: { kind: "exchange-told" as const, step: { of, subject, id, at } },
    audit: { at, actor: `system:${JOB}`, action: EXCHANGE_EVENTS[of], target: subject, detail: { id } },
  }));
  const written = await commitAll(db, await Promise.all(items));
  if (written.some((outcome) => !outcome.ok && outcome.error === "moved")) forgetShards();
  if (written.some((outcome) => !outcome.ok && outcome.error !== "conflict")) throw new Unavailable("what was told could not be marked");
}
