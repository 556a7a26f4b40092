import { expect } from "vitest";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { readSubject } from "../../src/storage/register.ts";
import { allDatabases, shardOf } from "../../src/storage/shards.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, NOON, publish, request, SECRET_KEY, type Answer, type Ask } from "./client.ts";
import { subjectOf, YES } from "./subjects.ts";

const TEXTS = { en: { name: "x" }, de: { name: "x" } };
export const CONSENT = { consent: { categoryPreferences: { personal: true, ads: true } } };
export const VIEW = { type: "track", event: "Product Viewed", properties: { category: "shoes", product: "a" }, context: CONSENT };

/** Publishes the test program with two attributes that can be told. */
export function publishTellable(): Promise<void> {
  return publishTelling([]);
}

/** The same with webhooks. */
export async function publishTelling(webhooks: readonly object[]): Promise<void> {
  const size = { key: "size", type: "number", source: "volunteered", purposes: ["personal"], texts: TEXTS };
  const tier = { key: "tier", type: "string", source: "observed", purposes: ["personal"], texts: TEXTS };
  const account = { key: "account", type: "string", source: "volunteered", purposes: ["service"], texts: TEXTS };
  const attributes = [...(testProgram()["attributes"] as object[]), size, tier, account];
  const reports = [
    { key: "told", purpose: "personal", attributes: ["size", "tier"] },
    { key: "accounts", purpose: "service", attributes: ["account"] },
  ];
  expect((await publish(testProgram({ attributes, reports, webhooks }))).status).toBe(201);
}

/** Somebody who chose, known to servers by a user id. */
export async function person(decisions: Record<string, boolean> = YES): Promise<{ visitor: Browser; subject: SubjectId; user: string }> {
  const visitor = new Browser();
  await visitor.choose(decisions);
  const [subject, user] = [await subjectOf(visitor), crypto.randomUUID()];
  const body = { subject: { type: "subject", value: subject }, identifier: { type: "user", value: user }, source: "crm", proof: "1" };
  await server("/v1/identities/link", body);
  return { visitor, subject, user };
}

/** Gives everybody who has a profile and said nothing the register of somebody who chose. */
export async function allChoseLike(subject: SubjectId): Promise<void> {
  const model = await (
    await shardOf(bindings(), subject)
  ).db
    .prepare("SELECT controller, version, head, state, expires_at, updated_at FROM register WHERE subject = ?1")
    .bind(subject)
    .first<Record<string, string | number | null>>();
  const insert = `INSERT INTO register (subject, controller, version, head, state, expires_at, updated_at)
    SELECT subject, ?1, ?2, ?3, ?4, ?5, ?6 FROM profile WHERE true ON CONFLICT DO NOTHING`;
  for (const { db } of allDatabases(bindings()))
    await db
      .prepare(insert)
      .bind(...Object.values(model ?? {}))
      .run();
}

export function server(path: string, body: unknown, ask: Ask = {}): Promise<Answer> {
  const headers = { authorization: `Basic ${btoa(`${SECRET_KEY}:`)}`, "x-earnest-now": String(NOON), ...ask.headers };
  return request(`${path}?site=pk_acme_main`, { body, ...ask, headers });
}

export async function profileOf(subject: SubjectId): Promise<Record<string, unknown>> {
  const { profile } = await readSubject(await shardOf(bindings(), subject), subject, [], 5_000);
  return Object.fromEntries(Object.entries(profile?.attributes ?? {}).map(([key, { value }]) => [key, value]));
}

export async function eventsOf(
  subject: SubjectId,
): Promise<readonly { readonly name: string; readonly at: number; readonly fields: string }[]> {
  const { db } = await shardOf(bindings(), subject);
  const sql = "SELECT name, at, fields FROM event WHERE subject = ?1 ORDER BY at";
  return (await db.prepare(sql).bind(subject).all<{ name: string; at: number; fields: string }>()).results;
}
