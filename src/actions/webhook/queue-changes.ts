import { changeOf } from "../../core/consent/webhook/change.ts";
import type { LedgerEntry } from "../../core/consent/ledger.ts";
import { programOf } from "../../storage/cache/program.ts";
import { readFeed } from "../../storage/feed.ts";
import { moveJob, readJob } from "../../storage/job.ts";
import type { Platform } from "../../storage/platform.ts";
import { allDatabases } from "../../storage/shards.ts";
import { sendWebhookMessages, type ToldMessage } from "../../storage/webhook.ts";

const JOB = "tell-changes";
const PAGE = 200;
const MOST_PAGES = 50;

/**
 * Queues a message for every webhook that wants to hear of a change, from where the database's feed was last left. The
 * place is moved on only after the queue has the messages: a run that is cut off repeats some under the same ids, and
 * leaves none out.
 */
export async function queueChanges(platform: Platform, database: string, now: number): Promise<void> {
  const db = allDatabases(platform.env).find(({ name }) => name === database)?.db;
  if (!db) return;
  let cursor = (await readJob(db, JOB))?.cursor ?? "0";
  for (let page = 0; page < MOST_PAGES; page++) {
    const { entries, last, end } = await readFeed(db, Number(cursor), PAGE);
    if (String(last) === cursor) return;
    const messages = (await Promise.all(entries.map((entry) => messagesOf(platform, entry)))).flat();
    await sendWebhookMessages(platform, messages, now);
    if (!(await moveJob(db, JOB, cursor, String(last), now)) || end) return;
    cursor = String(last);
  }
}

async function messagesOf(platform: Platform, entry: LedgerEntry): Promise<readonly ToldMessage[]> {
  const change = changeOf(entry);
  const program = change && (await programOf(platform.env, change.site, platform.defer));
  if (!program) return [];
  return program.compiled.webhooks
    .filter(({ controller, events }) => controller === change.controller && events.includes("consent.changed"))
    .map(({ key }) => ({ kind: "told", site: change.site, webhook: key, id: change.id, body: change.body, of: change.subject }));
}
