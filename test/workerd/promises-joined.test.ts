import { beforeAll, describe, expect, it } from "vitest";
import { callsOfControllers } from "../../src/actions/calls-of-controllers.ts";
import { raiseOverdue } from "../../src/actions/exchange/raise-overdue.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { askingProgram } from "../support/asks.ts";
import { REWARDS } from "../support/offers.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { failingAt } from "./faults.ts";
import { finishAlone, merge } from "./merging.ts";
import { subjectOf, YES } from "./subjects.ts";

type Item = Readonly<Record<string, unknown>>;
const [size] = askingProgram()["asks"] as [Item];
const sites = (askingProgram()["sites"] as readonly Item[]).filter(({ controller }) => controller === "acme");
const asks = [{ ...size, promise: { by: "points", reward: "points", points: 30 } }];

beforeAll(async () => {
  expect((await publish(askingProgram({ sites, asks, rewards: REWARDS }))).status).toBe(201);
});

const put = async (visitor: Browser) => (await visitor.decide(["aside"])).json.ask;
const mine = async (visitor: Browser) => (await visitor.ask("/v1/me/value")).json;

function answer(visitor: Browser, { key, token }: { readonly key: string; readonly token: string }, body: object) {
  return visitor.ask(`/v1/asks/${key}/answer`, { body: { ...body, token }, headers: { "idempotency-key": crypto.randomUUID() } });
}

/** What the hourly job does for promises alone. */
async function keep(now: number): Promise<void> {
  const calls = await callsOfControllers(await platformOf(bindings(), () => undefined), now, { kind: "system", job: "keep-promises" });
  await raiseOverdue([...calls.values()]);
}

describe("points that a question brings to records that are one person", () => {
  it("come to that person where the record was joined before it could be credited", async () => {
    const account = async (value: string) =>
      (await request("/v1/loyalty/points/account?site=pk_acme_main", { key: SECRET_KEY, body: { subject: { type: "subject", value } } }))
        .json;
    let cuts = 0;
    for (let k = 1; k <= 12; k++) {
      const [visitor, root] = [new Browser(), new Browser()];
      for (const one of [visitor, root]) await one.choose(YES);
      const question = await put(visitor);
      visitor.env = failingAt(bindings(), k, "before");
      await answer(visitor, question, { value: 45 });
      visitor.env = undefined;
      const { gave, got } = await mine(visitor);
      if (got.length > 0 || !gave.some(({ kind }: { kind: string }) => kind === "value")) continue;
      cuts += 1;
      await merge(await subjectOf(root), await subjectOf(visitor));
      await keep(NOON + 5 * MINUTE);
      expect(await account(await subjectOf(root)), `call ${k}`).toMatchObject({ balance: 30, earned: 30 });
    }
    expect(cuts).toBeGreaterThan(0);
  });

  it("come once, from however many cookie jars they answered", async () => {
    const till = (path: string, body: object) =>
      request(`/v1/loyalty/points/${path}?site=pk_acme_main`, {
        key: SECRET_KEY,
        body,
        headers: { "idempotency-key": crypto.randomUUID() },
      });
    const answered = async (now: number) => {
      const visitor = new Browser();
      visitor.now = now;
      await visitor.choose(YES);
      await answer(visitor, await put(visitor), { value: 45 });
      return subjectOf(visitor);
    };
    const { json: card } = await till("cards", {});
    const jars = await Promise.all([0, 1, 2].map((days) => answered(NOON - days * DAY)));
    await till("earn", { subject: { type: "card", value: card.card }, points: 5 });
    await Promise.all(jars.map((jar) => merge(card.subject, jar)));
    await finishAlone(NOON + 10 * MINUTE);
    const balance = async () => (await till("account", { subject: { type: "card", value: card.card } })).json;
    expect(await balance()).toMatchObject({ balance: 35, earned: 35 });
    await merge(card.subject, await answered(NOON - 100 * DAY));
    expect(await balance()).toMatchObject({ balance: 65, earned: 65 });
  });
});
