import { beforeAll, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { remindRequests } from "../../src/actions/rights/remind-requests.ts";
import { tellRequests } from "../../src/actions/rights/tell-requests.ts";
import { MOST_ARRIVALS } from "../../src/core/consent/webhook/schedule.ts";
import type { Bindings, SealedMessage } from "../../src/storage/bindings.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import type { Received } from "../support/receiver.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { DAY, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { failingAt } from "./faults.ts";
import { arrive, secrets, verified } from "./hooked.ts";
import { server } from "./people.ts";
import { die, keeping } from "./subjects.ts";

const DESK = "desk@acme.example";
const EVENTS = ["request.filed", "request.due", "request.overdue"];
let hook = "";

async function answering(status: number): Promise<void> {
  const [controller, ...others] = testProgram()["controllers"] as readonly object[];
  const webhooks = [{ key: "desk", url: `${inject("receiver")}/${hook}/${status}`, events: EVENTS, controller: "acme" }];
  const controllers = [{ ...controller, rights: { zone: "Europe/Berlin", desk: DESK } }, ...others];
  expect((await publish(testProgram({ controllers, webhooks }))).status).toBe(201);
}

/** What the queue is given while something is done, and what the feeds hold then. */
async function queued(work: (env: Bindings) => Promise<unknown>): Promise<readonly SealedMessage[]> {
  const { env, kept } = keeping(bindings());
  await work(env);
  kept.splice(0);
  const platform = await platformOf(env, () => undefined);
  for (const { name } of allDatabases(env)) await tellRequests(platform, name, NOON);
  return kept;
}

function file(env: Bindings): Promise<Answer> {
  const subject = { type: "email", value: "ada.asks@example.org" };
  const filing = { kind: "access", subject, via: "mail", actor: "desk-7", place: { country: "DE" }, about: "I am Ada" };
  return server("/v1/requests", filing, { env, headers: { "x-earnest-now": String(NOON) } });
}

const remind = async (env: Bindings, days: number): Promise<void> =>
  remindRequests(await platformOf(env, () => undefined), NOON + days * DAY);

async function received(): Promise<readonly Received[]> {
  return (await fetch(`${inject("receiver")}/${hook}`)).json();
}

async function heard(): Promise<readonly unknown[]> {
  const [secret = ""] = await secrets();
  return (await received()).map((item) => verified(secret, item));
}

/** The letters that arriving messages send. */
async function lettersOf(messages: readonly SealedMessage[]): Promise<readonly string[]> {
  const printed = vi.spyOn(console, "error").mockImplementation(() => undefined);
  try {
    expect((await arrive(messages)).acked).toBe(messages.length);
    return printed.mock.calls.map(([line]) => String(line));
  } finally {
    printed.mockRestore();
  }
}

beforeAll(async () => {
  hook = crypto.randomUUID();
  await answering(200);
});

beforeEach(async () => {
  await queued(async () => undefined);
  hook = crypto.randomUUID();
  await answering(200);
});

describe("news of a request", () => {
  it("reach webhooks when it is filed, once for each day the desk is reminded of, and when it is late; never who asks", async () => {
    let id = "";
    await arrive(await queued(async (env) => void (id = (await file(env)).json.id)));
    const common = { request: id, controller: "acme", kind: "access", via: "mail" };
    const by = "2026-12-22T23:00:00.000Z";
    expect(await heard()).toEqual([{ type: "request.filed", timestamp: new Date(NOON).toISOString(), data: { ...common, by } }]);
    const letters: string[] = [];
    for (const days of [20, 24, 24, 25, 29, 31, 32]) letters.push(...(await lettersOf(await queued((env) => remind(env, days)))));
    expect((await heard()).slice(1)).toMatchObject([
      { type: "request.due", data: { ...common, next: "verify", by, days: 7 } },
      { type: "request.due", data: { ...common, next: "verify", by, days: 2 } },
      { type: "request.overdue", data: { ...common, next: "verify", by, days: 0 } },
    ]);
    const ids = (await received()).map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size).toBe(4);
    expect(letters).toEqual([
      `mail to ${DESK}: Requests of people: 1 due soon, 0 late`,
      `mail to ${DESK}: Requests of people: 1 due soon, 0 late`,
      `mail to ${DESK}: Requests of people: 0 due soon, 1 late`,
    ]);
    expect(JSON.stringify(await received())).not.toMatch(/ada|Ada|sub_/);
  });

  it("wake the queue when it is filed", async () => {
    const { env, kept } = keeping(bindings());
    await file(env);
    expect(kept).toHaveLength(1);
    expect((await arrive(kept.splice(0), 1, env)).acked).toBe(1);
    expect(kept).toHaveLength(1);
  });

  it("are queued with no gap, and under the same ids, when the reading is cut off at any call", async () => {
    for (let k = 1; k <= 4; k++)
      for (const when of ["before", "after"] as const) {
        const { env, kept } = keeping(bindings());
        const { json } = await file(env);
        kept.splice(0);
        const cut = await platformOf(env, () => undefined);
        for (const of of [failingAt(env, k, when), env])
          for (const { name } of allDatabases(env)) await tellRequests({ ...cut, env: of }, name, NOON).catch(() => undefined);
        await arrive(kept);
        const told = (await received()).filter(({ body }) => body.includes(json.id));
        expect(told.length).toBeGreaterThan(0);
        expect(new Set(told.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
      }
  });

  it("that were given up are sent again, word for word, when a webhook's dead letters are", async () => {
    const messages = await queued(file);
    await answering(503);
    await arrive(messages, MOST_ARRIVALS);
    expect(await die(messages, "n")).toBe("acked");
    const [lost] = await received();
    await answering(200);
    const { env, kept } = keeping(bindings());
    const resent = await request("/v1/webhooks/desk/resend?site=pk_acme_main", { key: SECRET_KEY, body: {}, env });
    expect(resent.json).toMatchObject({ resent: 1, erased: 0 });
    await arrive(kept);
    const again = (await received()).at(-1);
    expect(again?.body).toBe(lost?.body);
    expect(again?.headers["webhook-id"]).toBe(lost?.headers["webhook-id"]);
  });
});
