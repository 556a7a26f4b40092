import { createExecutionContext, createMessageBatch, getQueueResult, waitOnExecutionContext } from "cloudflare:test";
import type { Pass } from "../../src/core/consent/pass.ts";
import { openPass } from "../../src/core/consent/seal.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import type { Bindings, SealedMessage } from "../../src/storage/bindings.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { readSubject } from "../../src/storage/register.ts";
import { allDatabases, shardOf } from "../../src/storage/shards.ts";
import worker from "../../src/worker.ts";
import { bindings } from "./bindings.ts";
import { NOON, type Browser } from "./client.ts";

export const YES = { personal: true, memory: true, ads: true, contextual: true };
export const NO = { personal: false, memory: false, ads: false, contextual: false };

/** The subject in a browser's pass; null without one. */
export async function subjectIn(visitor: Browser): Promise<SubjectId | null> {
  return (await passIn(visitor))?.subject ?? null;
}

/** What a browser carries; null without a pass. */
export async function passIn(visitor: Browser): Promise<Pass | null> {
  const { keyring } = await platformOf(bindings(), () => undefined);
  const binding = { controller: "acme", site: "pk_acme_main", audience: "browser" } as const;
  return openPass(keyring, binding, visitor.jar.get("__Host-earnest") ?? "");
}

export async function subjectOf(visitor: Browser): Promise<SubjectId> {
  const subject = await subjectIn(visitor);
  if (!subject) throw new Error("the pass has no subject");
  return subject;
}

export async function versionOf(subject: SubjectId): Promise<number> {
  return (await readSubject(await shardOf(bindings(), subject), subject, [], 5_000)).registered?.version ?? 0;
}

/** Every row of these tables in every database, as text to compare. */
export async function rowsOf(...tables: readonly string[]): Promise<string> {
  const rows = await Promise.all(
    allDatabases(bindings()).map(({ db }) => db.batch(tables.map((table) => db.prepare(`SELECT * FROM ${table}`)))),
  );
  return JSON.stringify(rows.flat().map((result) => result.results));
}

/** The names of all tables of ours. */
export async function tablesOf(): Promise<readonly string[]> {
  const sql =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*' AND name <> 'd1_migrations'";
  return (await bindings().DB.prepare(sql).all<{ name: string }>()).results.map(({ name }) => name);
}

/** Bindings whose queues keep what is sent, so that a test delivers it when and as often as it likes. */
export function keeping(env: Bindings): { readonly env: Bindings; readonly kept: SealedMessage[] } {
  const kept: SealedMessage[] = [];
  const queue = {
    send: async (message: SealedMessage) => void kept.push(message),
    sendBatch: async (messages: readonly { readonly body: SealedMessage }[]) => void kept.push(...messages.map(({ body }) => body)),
  } as unknown as Queue<SealedMessage>;
  return { env: { ...env, EVENTS: queue, WITHDRAWALS: queue, WEBHOOKS: queue }, kept };
}

/** Brings messages to the consumer as one batch. */
export async function deliver(
  messages: readonly SealedMessage[],
  env: Bindings = bindings(),
): Promise<{ readonly acked: number; readonly retried: number }> {
  const batch = createMessageBatch(
    "earnest-events",
    messages.map((body, index) => ({ id: `m${index}`, timestamp: new Date(NOON), attempts: 1, body })),
  );
  const context = createExecutionContext();
  await worker.queue(batch, env, context);
  await waitOnExecutionContext(context);
  const result = await getQueueResult(batch, context);
  return { acked: result.explicitAcks.length, retried: result.retryMessages.length };
}

/** Brings messages to the consumer of what other queues gave up; `name` begins the queue's ids of them. */
export async function die(messages: readonly SealedMessage[], name: string, env: Bindings = bindings()): Promise<"acked" | "retried"> {
  const batch = createMessageBatch(
    "earnest-dead",
    messages.map((body, index) => ({ id: `${name}${index}`, timestamp: new Date(NOON), attempts: 1, body })),
  );
  const context = createExecutionContext();
  await worker.queue(batch, env, context);
  await waitOnExecutionContext(context);
  const { ackAll, retryBatch } = await getQueueResult(batch, context);
  if (ackAll === retryBatch.retry) throw new Error("neither taken nor asked for again");
  return ackAll ? "acked" : "retried";
}
