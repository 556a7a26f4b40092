import { createExecutionContext, createMessageBatch, getQueueResult, waitOnExecutionContext } from "cloudflare:test";
import { Webhook } from "standardwebhooks";
import { expect, inject, vi } from "vitest";
import { queueChanges } from "../../src/actions/webhook/queue-changes.ts";
import type { Bindings, SealedMessage } from "../../src/storage/bindings.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import worker from "../../src/worker.ts";
import { testProgram } from "../support/program.ts";
import type { Received } from "../support/receiver.ts";
import { bindings } from "./bindings.ts";
import { Browser, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { keeping } from "./subjects.ts";

/** A webhook of the test program, and what its receiver got. */
export class Hooked {
  readonly name = crypto.randomUUID();

  /** Publishes the test program with one webhook, whose receiver answers with this status. */
  async answering(status: number, more: object = {}): Promise<void> {
    const url = `${inject("receiver")}/${this.name}/${status}`;
    const webhooks = [{ key: "crm", url, events: ["consent.changed"], controller: "acme", ...more }];
    expect((await publish({ ...testProgram(), webhooks })).status).toBe(201);
  }

  async received(): Promise<readonly Received[]> {
    return (await fetch(`${inject("receiver")}/${this.name}`)).json();
  }
}

/** Leaves the feeds behind what was written before. */
export async function drain(): Promise<void> {
  const { env } = keeping(bindings());
  const platform = await platformOf(env, () => undefined);
  for (const { name } of allDatabases(env)) await queueChanges(platform, name, NOON);
}

/** Brings messages to the consumer of webhooks: for the n-th time. */
export async function arrive(
  messages: readonly SealedMessage[],
  attempts = 1,
  env: Bindings = bindings(),
): Promise<{ readonly acked: number; readonly delays: readonly (number | undefined)[] }> {
  const batch = createMessageBatch(
    "earnest-webhooks",
    messages.map((body, index) => ({ id: `w${index}`, timestamp: new Date(NOON), attempts, body })),
  );
  const retries = batch.messages.map((message) => vi.spyOn(message, "retry"));
  const context = createExecutionContext();
  await worker.queue(batch, env, context);
  await waitOnExecutionContext(context);
  const { explicitAcks } = await getQueueResult(batch, context);
  return { acked: explicitAcks.length, delays: retries.flatMap(({ mock }) => mock.calls.map(([options]) => options?.delaySeconds)) };
}

/** The messages that a visitor's doings put on the queue, past what woke it. */
export async function messagesOf(work: (visitor: Browser) => Promise<unknown>, visitor = new Browser()): Promise<readonly SealedMessage[]> {
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  await work(visitor);
  const woken = kept.splice(0);
  expect((await arrive(woken, 1, env)).acked).toBe(woken.length);
  return kept;
}

export async function secrets(env: Bindings = bindings()): Promise<readonly string[]> {
  return (await request("/v1/webhooks?site=pk_acme_main", { key: SECRET_KEY, env })).json.webhooks[0].secrets;
}

/** The body of a message, once the reference library has verified it. */
export function verified(secret: string, { headers, body }: Received): unknown {
  return new Webhook(secret).verify(body, headers as Record<string, string>);
}
