import type { RequestHappening } from "../core/rights/request-news.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { Bindings, SealedMessage } from "./bindings.ts";
import { randomBytes, type Platform } from "./platform.ts";
import { within } from "./within.ts";

/** Something was written to a database that may have to be told: to a ledger, of requests, or of what an answer asks of the brand. */
export interface ChangedMessage {
  readonly kind: "changed" | "requests" | "exchange";
  readonly database: string;
}

/** A change on its way to one webhook. */
export interface ToldMessage {
  readonly kind: "told";
  readonly site: string;
  readonly webhook: string;
  readonly id: string;
  readonly body: string;
  /** Whose change it tells of. */
  readonly of?: SubjectId;
  /** The tombstone of an erasure that it tells of. */
  readonly erasure?: string;
}

/** Reminders on their way to a desk. */
export interface LetterMessage {
  readonly kind: "letter";
  readonly site: string;
  readonly reminders: readonly RequestHappening[];
}

/** The news that a request stands otherwise, on its way to one address of whoever filed it. */
export interface StatusMessage {
  readonly kind: "status";
  readonly site: string;
  readonly request: string;
  readonly url: string;
}

/** What goes out to somebody, rather than wakes what looks for it. */
export type Outgoing = ToldMessage | LetterMessage | StatusMessage;
export type WebhookMessage = ChangedMessage | Outgoing;

/** A webhook that is switched off, by the program and key it has there. */
export interface WebhookOff {
  readonly program: string;
  readonly webhook: string;
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const LABEL = "webhooks";
const WAIT_MS = 5_000;
const MOST_AT_ONCE = 50;

/** Seals messages and sends them to the queue of webhooks; throws when it is away. */
export async function sendWebhookMessages(platform: Platform, messages: readonly WebhookMessage[], now: number): Promise<void> {
  for (let at = 0; at < messages.length; at += MOST_AT_ONCE) {
    const sealed = await Promise.all(messages.slice(at, at + MOST_AT_ONCE).map((message) => seal(platform, message, now)));
    await platform.env.WEBHOOKS.sendBatch(sealed.map((body) => ({ body })));
  }
}

async function seal({ keyring }: Platform, message: WebhookMessage, now: number): Promise<SealedMessage> {
  return { sealed: await keyring.seal(LABEL, JSON.stringify(message), "queue", now, randomBytes(12)) };
}

/** Opens a message; null for one that was not sealed by this Worker. */
export async function openWebhookMessage(platform: Platform, body: unknown): Promise<WebhookMessage | null> {
  const sealed = (body as { readonly sealed?: unknown } | null)?.sealed;
  if (typeof sealed !== "string") return null;
  const text = await platform.keyring.open(LABEL, sealed, "queue");
  return text === null ? null : (JSON.parse(text) as WebhookMessage);
}

/** Every webhook that is switched off. Throws `Unavailable`. */
export async function listWebhooksOff(env: Bindings): Promise<readonly WebhookOff[]> {
  const { results } = await within(WAIT_MS, env.DB.prepare("SELECT program, webhook, url, at FROM webhook_off").all<WebhookOff>());
  return results;
}

/** Switches a webhook off, with the audit row. Throws `Unavailable`. */
export async function switchWebhookOff(env: Bindings, { program, webhook, url, at }: WebhookOff): Promise<void> {
  const off = env.DB.prepare(
    `INSERT INTO webhook_off (program, webhook, url, at) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (program, webhook) DO UPDATE SET url = ?3, at = ?4 WHERE url <> ?3`,
  ).bind(program, webhook, url, at);
  await within(WAIT_MS, env.DB.batch([off, auditOf(env.DB, { at, actor: "system:queue", action: "webhook.off", program, webhook })]));
}

/** Switches a webhook on again; false when it was not off. Throws `Unavailable`. */
export async function switchWebhookOn(env: Bindings, program: string, webhook: string, at: number, actor: string): Promise<boolean> {
  const on = env.DB.prepare("DELETE FROM webhook_off WHERE program = ?1 AND webhook = ?2").bind(program, webhook);
  const [result] = await within(WAIT_MS, env.DB.batch([on, auditOf(env.DB, { at, actor, action: "webhook.on", program, webhook })]));
  return (result?.meta.changes ?? 0) > 0;
}

interface Switched {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly program: string;
  readonly webhook: string;
}

/** Writes only when the statement before it did. */
function auditOf(db: D1Database, { at, actor, action, program, webhook }: Switched): D1PreparedStatement {
  return db
    .prepare("INSERT INTO audit (at, actor, action, target, detail) SELECT ?1, ?2, ?3, ?4, ?5 WHERE changes() > 0")
    .bind(at, actor, action, webhook, JSON.stringify({ program }));
}
