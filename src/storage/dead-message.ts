import type { Instant } from "../core/kernel/instant.ts";
import type { Bindings, SealedMessage } from "./bindings.ts";
import { openMessage } from "./outbox.ts";
import type { Platform } from "./platform.ts";
import { within } from "./within.ts";

const WAIT_MS = 5_000;
export const REPLAYABLE = ["events", "withdrawals"] as const;
/** Messages that are only counted, each once by its id. */
const COUNTED = "('exposures', 'notice', 'drops')";
export type Replayable = (typeof REPLAYABLE)[number];

/** A message that its queue gave up, sealed as it was sent. */
export interface DeadLetter {
  readonly id: string;
  readonly sealed: string;
}

/** Where a message came from and what it is, for the counts. */
export interface Origin {
  readonly queue: Replayable | "unknown";
  readonly kind: string;
}

/** How many dead letters there are of a kind, and since when. */
export interface DeadCount extends Origin {
  readonly count: number;
  readonly oldest: Instant;
  readonly newest: Instant;
}

/** Which queue a message is of; `unknown` while no live secret opens it. */
export async function originOf(platform: Platform, body: SealedMessage): Promise<Origin> {
  const message = await openMessage(platform, body);
  if (message === null) return { queue: "unknown", kind: "unknown" };
  return { queue: message.kind === "withdrawal" ? "withdrawals" : "events", kind: message.kind };
}

/** Keeps dead letters, each once by the id the queue gave it. Throws `Unavailable`. */
export async function keepDeadLetters(env: Bindings, letters: readonly (DeadLetter & Origin)[], at: Instant): Promise<void> {
  const keep = env.DB.prepare("INSERT INTO dead_letter (id, queue, kind, at, sealed) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");
  const rows = letters.map(({ id, queue, kind, sealed }) => keep.bind(id, queue, kind, at, sealed));
  await within(WAIT_MS, env.DB.batch(rows));
}

/** Counts by queue and kind. Throws `Unavailable`. */
export async function countDeadLetters(env: Bindings): Promise<readonly DeadCount[]> {
  const sql = `SELECT queue, kind, count(*) AS count, min(at) AS oldest, max(at) AS newest
    FROM dead_letter GROUP BY queue, kind ORDER BY queue, kind`;
  return (await within(WAIT_MS, env.DB.prepare(sql).all<DeadCount>())).results;
}

/** At most `most` dead letters past an id, in the order of ids, of one queue or of all. Throws `Unavailable`. */
export async function listDeadLetters(
  env: Bindings,
  queue: Replayable | null,
  after: string,
  most: number,
): Promise<readonly DeadLetter[]> {
  const sql = `SELECT id, sealed FROM dead_letter WHERE id > ?1 AND (?2 IS NULL OR queue IN (?2, 'unknown')) ORDER BY id LIMIT ?3`;
  return (await within(WAIT_MS, env.DB.prepare(sql).bind(after, queue, most).all<DeadLetter>())).results;
}

/** The oldest dead letters of a kind, and since when they are. Throws `Unavailable`. */
export async function listOldest(
  env: Bindings,
  kind: string,
  most: number,
): Promise<readonly { readonly id: string; readonly at: Instant }[]> {
  const sql = "SELECT id, at FROM dead_letter WHERE kind = ?1 ORDER BY at LIMIT ?2";
  return (await within(WAIT_MS, env.DB.prepare(sql).bind(kind, most).all<{ id: string; at: Instant }>())).results;
}

/** Lets go of dead letters for good. Throws `Unavailable`. */
export async function forgetLetters(env: Bindings, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const sql = "DELETE FROM dead_letter WHERE id IN (SELECT value FROM json_each(?1))";
  await within(WAIT_MS, env.DB.prepare(sql).bind(JSON.stringify(ids)).run());
}

/** Lets go of counts from up to an instant; answers how many. Throws `Unavailable`. */
export async function forgetCounts(env: Bindings, until: Instant): Promise<number> {
  const sql = `DELETE FROM dead_letter WHERE kind IN ${COUNTED} AND at <= ?1`;
  return (await within(WAIT_MS, env.DB.prepare(sql).bind(until).run())).meta.changes;
}

/** Lets go of dead letters that their queue has again, with the audit row. Throws `Unavailable`. */
export async function dropDeadLetters(env: Bindings, queue: Replayable, ids: readonly string[], actor: string, at: Instant): Promise<void> {
  const drop = env.DB.prepare("DELETE FROM dead_letter WHERE id IN (SELECT value FROM json_each(?1))").bind(JSON.stringify(ids));
  const audit = env.DB.prepare(
    "INSERT INTO audit (at, actor, action, target, detail) SELECT ?1, ?2, 'queue.replay', ?3, ?4 WHERE changes() > 0",
  ).bind(at, actor, queue, JSON.stringify({ messages: ids.length }));
  await within(WAIT_MS, env.DB.batch([drop, audit]));
}
