import { beforeEach, describe, expect, it, vi } from "vitest";
import { queueChanges } from "../../src/actions/webhook/queue-changes.ts";
import { isSentAt, MOST_ARRIVALS } from "../../src/core/consent/webhook/schedule.ts";
import { runCron } from "../../src/jobs/cron.ts";
import type { SealedMessage } from "../../src/storage/bindings.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { readLedger } from "../../src/storage/register.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { testProgram } from "../support/program.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { failingAt, without } from "./faults.ts";
import { arrive, drain, Hooked, messagesOf, secrets, verified } from "./hooked.ts";
import { die, rowsOf, keeping, NO, subjectOf, versionOf, YES } from "./subjects.ts";

let hooked = new Hooked();

beforeEach(async () => {
  hooked = new Hooked();
  await hooked.answering(200);
  await drain();
});

const grant = (visitor: Browser) => visitor.choose(YES);

describe("a change of consent", () => {
  it("reaches the brand's own system through the real queue: signed, thin, and once", async () => {
    const visitor = new Browser();
    visitor.now = Date.now();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    await visitor.choose({ ads: false });
    const seen = await vi.waitFor(async () => {
      const all = await hooked.received();
      expect(all).toHaveLength(2);
      return all;
    }, WAIT);
    const entries = await readLedger(bindings(), subject, 5_000);
    const [secret = ""] = await secrets();
    const told = seen.map((item) => verified(secret, item)).toSorted((a, b) => versionIn(a) - versionIn(b));
    const common = { subject, controller: "acme", site: "pk_acme_main", method: "banner", all: false };
    expect(told).toEqual([
      {
        type: "consent.changed",
        timestamp: new Date(visitor.now).toISOString(),
        data: {
          ...common,
          version: 1,
          receipt: entries[0]?.id,
          changes: { personal: "granted", memory: "granted", ads: "granted", contextual: "granted" },
        },
      },
      {
        type: "consent.changed",
        timestamp: new Date(visitor.now).toISOString(),
        data: { ...common, version: 2, receipt: entries[1]?.id, changes: { ads: "withdrawn" } },
      },
    ]);
    expect(new Set(seen.map((item) => item.headers["webhook-id"]))).toEqual(
      new Set(entries.map((entry) => entry.id.replace("rcp_", "msg_"))),
    );
  });

  it("of nobody, or of another controller's people, is told to nobody", async () => {
    expect(await messagesOf((visitor) => visitor.choose(NO))).toHaveLength(0);
    await publish({ ...testProgram(), webhooks: [] });
    expect(await messagesOf(grant)).toHaveLength(0);
  });

  it("is found by the hourly job when nothing woke the queue, and by every retry under the same id", async () => {
    const visitor = new Browser();
    visitor.env = without(bindings(), "queue");
    expect((await visitor.choose(YES)).status).toBe(201);
    const { env, kept } = keeping(bindings());
    const platform = await platformOf(env, () => undefined);
    const stubborn = { ...platform, env: { ...env, KV: bindings().KV } };
    await runCron(stubborn, "7 * * * *", NOON);
    await runCron(stubborn, "7 * * * *", NOON);
    expect(kept).toHaveLength(1);
    await hooked.answering(500);
    await arrive(kept);
    await arrive(kept, 2);
    await hooked.answering(200);
    await arrive(kept, 3);
    const ids = (await hooked.received()).map((item) => item.headers["webhook-id"]);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
  });

  it("is queued with no gap when the reading of the feed is cut off at any call", async () => {
    for (let k = 1; k <= 4; k++)
      for (const when of ["before", "after"] as const) {
        const visitor = new Browser();
        const silent = keeping(bindings());
        visitor.env = silent.env;
        await visitor.choose(YES);
        const subject = await subjectOf(visitor);
        const { env, kept } = keeping(bindings());
        const { binding } = await shardOf(bindings(), subject);
        const platform = await platformOf(env, () => undefined);
        await queueChanges({ ...platform, env: failingAt(env, k, when) }, binding, NOON).catch(() => undefined);
        await queueChanges(platform, binding, NOON);
        await arrive(kept);
        const [secret = ""] = await secrets();
        const told = (await hooked.received()).map((item) => verified(secret, item) as { data: { subject: string } });
        expect(told.some(({ data }) => data.subject === subject)).toBe(true);
      }
  });

  it("reaches the ledger whether or not anybody can be told: queue and receiver away", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    visitor.env = without(bindings(), "queue");
    expect((await visitor.withdraw()).status).toBe(200);
    expect(await versionOf(subject)).toBe(2);
  });
});

describe("a webhook", () => {
  it.each([
    [500, 5],
    [302, 5],
    [404, 5],
  ])("that answers %i is tried again after %i seconds, and redirects are not followed", async (status, seconds) => {
    const messages = await messagesOf(grant);
    await hooked.answering(status);
    const { acked, delays } = await arrive(messages);
    expect([acked, delays.length]).toEqual([0, 1]);
    expect(delays[0]).toBeGreaterThanOrEqual(seconds);
    expect(delays[0]).toBeLessThanOrEqual(Math.ceil(seconds * 1.1));
    expect(await hooked.received()).toHaveLength(1);
  });

  it("hears nothing at the steps of a wait that is too long for the queue", async () => {
    const messages = await messagesOf(grant);
    expect(isSentAt(8)).toBe(false);
    expect((await arrive(messages, 8)).acked).toBe(0);
    expect(await hooked.received()).toHaveLength(0);
  });

  it("that fails to the last is a dead letter, and the audit says so", async () => {
    const messages = await messagesOf(grant);
    await hooked.answering(503);
    expect((await arrive(messages, MOST_ARRIVALS)).acked).toBe(0);
    expect(await die(messages, "w")).toBe("acked");
    expect(await rowsOf("dead_letter")).not.toContain('"sealed"');
    const [seen] = await hooked.received();
    const sql = "SELECT action, detail FROM audit WHERE target = ?1";
    expect(
      await bindings()
        .DB.prepare(sql)
        .bind(seen?.headers["webhook-id"] ?? "")
        .first(),
    ).toEqual({
      action: "webhook.dead",
      detail: expect.stringMatching(/^\{"program":"test-brand","webhook":"crm","subject":"sub_[0-9a-z]+"\}$/),
    });
  });

  it("is sent its dead letters again: once, under their ids, as the ledger has them now, and not while it is off", async () => {
    const dead = [...(await messagesOf(grant)), ...(await messagesOf(grant))];
    const { env, kept } = keeping(bindings());
    const resend = () => request("/v1/webhooks/crm/resend?site=pk_acme_main", { key: SECRET_KEY, body: {}, env });
    while ((await resend()).json.resent > 0) kept.length = 0;
    await hooked.answering(503);
    await arrive(dead, MOST_ARRIVALS);
    await die(dead, "d");
    const [kind, erased] = (await hooked.received()).map((item) => JSON.parse(item.body) as { data: { subject: string } });
    for (const { db } of allDatabases(bindings()))
      await db
        .prepare("UPDATE ledger SET payload = NULL WHERE chain = ?1")
        .bind(erased?.data.subject ?? "")
        .run();
    await hooked.answering(410);
    await arrive(await messagesOf(grant));
    expect(await resend()).toMatchObject({ status: 422, json: { errors: [{ field: "key", rule: "webhook-on" }] } });
    await request("/v1/webhooks/crm/enable?site=pk_acme_main", { key: SECRET_KEY, method: "POST" });
    await hooked.answering(200);
    expect(await resend()).toMatchObject({ status: 200, json: { resent: 1, erased: 1, more: false } });
    expect((await resend()).json).toEqual({ resent: 0, erased: 0, more: false });
    await arrive(kept);
    const seen = await hooked.received();
    expect(seen).toHaveLength(4);
    expect(seen[3]?.headers["webhook-id"]).toBe(seen[0]?.headers["webhook-id"]);
    expect(JSON.parse(seen[3]?.body ?? "null")).toEqual(kind);
  });

  it("that answers 410 is switched off, until somebody enables it or its address changes", async () => {
    const messages = await messagesOf(grant);
    await hooked.answering(410);
    expect((await arrive(messages)).acked).toBe(1);
    expect((await arrive(messages)).acked).toBe(1);
    expect(await hooked.received()).toHaveLength(1);
    const path = "/v1/webhooks?site=pk_acme_main";
    expect((await request(path, { key: SECRET_KEY })).json.webhooks[0]).toMatchObject({ key: "crm", on: false });
    const enabled = await request("/v1/webhooks/crm/enable?site=pk_acme_main", { key: SECRET_KEY, method: "POST" });
    expect(enabled).toMatchObject({ status: 200, json: { webhooks: [{ key: "crm", on: true }] } });
    await arrive(messages);
    expect(await hooked.received()).toHaveLength(2);
    await hooked.answering(200);
    expect((await request(path, { key: SECRET_KEY })).json.webhooks[0].on).toBe(true);
  });

  it("on this machine is sent nothing outside local mode", async () => {
    const messages = await messagesOf(grant);
    const { keyring } = await platformOf(bindings(), () => undefined);
    const env = { ...bindings(), EARNEST_LOCAL: "", EARNEST_SECRET: "a-real-secret-of-at-least-thirty-two-characters" };
    const body = await keyring.open("webhooks", messages[0]?.sealed ?? "", "queue");
    const real = await platformOf(env, () => undefined);
    const sealed = await real.keyring.seal("webhooks", body ?? "", "queue", NOON, new Uint8Array(12));
    expect((await arrive([{ sealed }], 1, env)).acked).toBe(0);
    expect(await hooked.received()).toHaveLength(0);
  });

  it("whose Worker has two secrets is signed with both, and shows both to whoever may read them", async () => {
    const messages = await messagesOf(grant);
    const [before = ""] = await secrets();
    const env = {
      ...bindings(),
      EARNEST_SECRET: "earnest-demo-another-secret-for-local-mode",
      EARNEST_SECRET_PREVIOUS: bindings().EARNEST_SECRET ?? "",
    };
    expect((await arrive(messages, 1, env)).acked).toBe(1);
    const [seen] = await hooked.received();
    const [fresh = "", old] = await secrets(env);
    expect(old).toBe(before);
    expect(seen?.headers["webhook-signature"]).toMatch(/^v1,\S+ v1,\S+$/);
    for (const secret of [fresh, before]) expect(seen && verified(secret, seen)).toMatchObject({ type: "consent.changed" });
    expect(() => seen && verified(`whsec_${btoa("x".repeat(32))}`, seen)).toThrow("No matching signature");
  });

  it("takes nothing that was not sealed here", async () => {
    expect(await arrive([{ sealed: "made-up.AAAA" }, {} as SealedMessage])).toEqual({ acked: 2, delays: [] });
  });
});

const WAIT = { timeout: 15_000, interval: 200 };

function versionIn(told: unknown): number {
  return (told as { data: { version: number } }).data.version;
}
