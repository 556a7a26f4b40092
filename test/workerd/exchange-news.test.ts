import { beforeAll, describe, expect, inject, it } from "vitest";
import { tellExchange } from "../../src/actions/exchange/tell-exchange.ts";
import type { Bindings, SealedMessage } from "../../src/storage/bindings.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { askingProgram } from "../support/asks.ts";
import type { Received } from "../support/receiver.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { failingAt } from "./faults.ts";
import { arrive, secrets, verified } from "./hooked.ts";
import { keeping, subjectOf } from "./subjects.ts";

type Ask = Readonly<Record<string, unknown>>;
const [size, town, ...others] = askingProgram()["asks"] as [Ask, Ask, Ask];
const hook = crypto.randomUUID();

beforeAll(async () => {
  const url = `${inject("receiver")}/${hook}/200`;
  const webhooks = [
    { key: "desk", url, events: ["task.raised", "promise.overdue"], controller: "acme" },
    { key: "crm", url: `${inject("receiver")}/${hook}-crm/200`, events: ["consent.changed"], controller: "acme" },
  ];
  const rating = { ...size, negative: { atMost: 39 }, moment: "choosing" };
  const promised = { ...town, slot: "partner", moment: undefined, promise: { by: "brand", due: "P2D" } };
  const moments = [{ key: "choosing" }];
  expect((await publish(askingProgram({ asks: [rating, promised, ...others], moments, webhooks }))).status).toBe(201);
});

/** Somebody who answers what is asked in a slot. */
async function answered(slot: string, value: unknown, env: Bindings = bindings()) {
  const visitor = new Browser();
  await visitor.choose({ personal: true, memory: true, contextual: true });
  const { ask } = (await visitor.decide([slot])).json;
  visitor.env = env;
  const taken = await visitor.ask(`/v1/asks/${ask.key}/answer`, { body: { value, token: ask.token } });
  expect(taken.status).toBe(201);
  return { id: String(taken.json.exchange), subject: await subjectOf(visitor) };
}

/** What the hourly job queues. */
async function told(now: number, env: Bindings = bindings()): Promise<readonly SealedMessage[]> {
  const { env: keeps, kept } = keeping(env);
  const platform = await platformOf(keeps, () => undefined);
  for (const { name } of allDatabases(keeps)) await tellExchange(platform, name, now).catch(() => undefined);
  return kept;
}

const received = async (): Promise<readonly Received[]> => (await fetch(`${inject("receiver")}/${hook}`)).json();
async function heard(messages: readonly SealedMessage[]): Promise<readonly unknown[]> {
  const before = (await received()).length;
  expect((await arrive(messages)).acked).toBe(messages.length);
  const [secret = ""] = await secrets();
  return (await received()).slice(before).map((item) => verified(secret, item));
}

describe("news of what an answer asks of the brand", () => {
  it("is that a task was raised, at once and once, by its id and nobody's name", async () => {
    const { env, kept } = keeping(bindings());
    const { id, subject } = await answered("aside", 38, env);
    const woken = kept.splice(0);
    expect(woken.length).toBeGreaterThan(0);
    expect((await arrive(woken, 1, env)).acked).toBe(woken.length);
    const data = { task: id, controller: "acme", ask: "size", moment: "choosing" };
    expect(await heard(kept)).toEqual([{ type: "task.raised", timestamp: new Date(NOON).toISOString(), data }]);
    expect(await told(NOON + DAY)).toEqual([]);
    expect(JSON.stringify(await received())).not.toContain(subject.slice(4));
    const { tasks } = (await request("/v1/tasks?site=pk_acme_main", { key: SECRET_KEY })).json;
    expect(tasks).toContainEqual(expect.objectContaining({ id, subject }));
  });

  it("is that a promise is overdue, from its time on and once, and nothing of one that was kept", async () => {
    const [late, kept] = [await answered("partner", "Ulm"), await answered("partner", "Bonn")];
    const path = `/v1/benefits/${kept.id}/delivered?site=pk_acme_main`;
    expect((await request(path, { key: SECRET_KEY, body: {} })).status).toBe(200);
    expect(await told(NOON + 2 * DAY - MINUTE)).toEqual([]);
    const due = new Date(NOON + 2 * DAY).toISOString();
    const data = { benefit: late.id, controller: "acme", ask: "town", by: "brand", of: null, due };
    expect(await heard(await told(NOON + 2 * DAY))).toEqual([{ type: "promise.overdue", timestamp: due, data }]);
    expect(await told(NOON + 3 * DAY)).toEqual([]);
  });

  it("leaves none out, and has the same id, when the telling is cut off at any call", async () => {
    for (let k = 1; k <= 5; k++)
      for (const when of ["before", "after"] as const) {
        const { id } = await answered("aside", 30);
        const messages = [...(await told(NOON, failingAt(bindings(), k, when))), ...(await told(NOON))];
        await arrive(messages);
        const own = (await received()).filter(({ body }) => body.includes(id));
        expect(own.length, `call ${k} ${when}`).toBeGreaterThan(0);
        expect(new Set(own.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
        expect(await told(NOON)).toEqual([]);
      }
  });
});
