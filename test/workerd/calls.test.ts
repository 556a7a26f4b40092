import { beforeAll, expect, it } from "vitest";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { counting, type Counts } from "./faults.ts";
import { YES } from "./subjects.ts";

beforeAll(async () => {
  await publish();
  const warm = new Browser();
  await warm.choose(YES);
  await warm.withdraw();
});

async function callsOf(visitor: Browser, work: () => Promise<Answer>, status: number): Promise<Counts> {
  const { env, counts } = counting(bindings());
  visitor.env = env;
  expect((await work()).status).toBe(status);
  visitor.env = undefined;
  return counts();
}

it("each route calls storage as often as it must, in a warm isolate, and decide not at all", async () => {
  const visitor = new Browser();
  const { json } = await visitor.ask("/v1/consent");
  const choose = (decisions: Record<string, boolean>) => () =>
    visitor.ask("/v1/consent", { body: { decisions, notice: { version: json.notice.version, locale: "en" }, method: "banner" } });
  const table: Record<string, Counts> = {};
  table["decide, nobody"] = await callsOf(visitor, () => visitor.decide(), 200);
  table["notice"] = await callsOf(visitor, () => visitor.ask("/v1/consent"), 200);
  table["first grant"] = await callsOf(visitor, choose(YES), 201);
  table["decide, live pass"] = await callsOf(visitor, () => visitor.decide(), 200);
  table["why, live pass"] = await callsOf(visitor, () => visitor.ask("/v1/why", { body: { experiences: ["shoes-hero"] } }), 200);
  table["track"] = await callsOf(visitor, () => visitor.view("a"), 200);
  table["change"] = await callsOf(visitor, choose({ ads: false }), 201);
  table["renew"] = await callsOf(visitor, () => visitor.renew(), 200);
  table["history"] = await callsOf(visitor, () => visitor.ask("/v1/consent/history"), 200);
  visitor.now += 6 * MINUTE;
  table["decide, pass past its hard time"] = await callsOf(visitor, () => visitor.decide(), 200);
  table["withdraw"] = await callsOf(visitor, () => visitor.withdraw(), 200);
  const stranger = new Browser();
  table["refusal without a subject"] = await callsOf(
    stranger,
    () =>
      stranger.ask("/v1/consent", { body: { decisions: { personal: false }, notice: { version: "x", locale: "en" }, method: "banner" } }),
    201,
  );
  const body = { subjects: [{ type: "subject", value: `sub_${"0".repeat(32)}` }] };
  table["permits of one"] = await callsOf(
    visitor,
    () => request("/v1/permits?site=pk_acme_main", { key: SECRET_KEY, body, env: visitor.env ?? bindings() }),
    200,
  );
  expect(table).toEqual({
    "decide, nobody": { d1: 0, kv: 0, queue: 0 },
    notice: { d1: 0, kv: 0, queue: 0 },
    "first grant": { d1: 1, kv: 0, queue: 0 },
    "decide, live pass": { d1: 0, kv: 0, queue: 0 },
    "why, live pass": { d1: 0, kv: 0, queue: 0 },
    track: { d1: 0, kv: 0, queue: 1 },
    change: { d1: 2, kv: 1, queue: 0 },
    renew: { d1: 1, kv: 1, queue: 0 },
    history: { d1: 1, kv: 0, queue: 0 },
    "decide, pass past its hard time": { d1: 1, kv: 1, queue: 0 },
    withdraw: { d1: 2, kv: 1, queue: 0 },
    "refusal without a subject": { d1: 1, kv: 0, queue: 0 },
    "permits of one": { d1: 1, kv: 0, queue: 0 },
  });
});
