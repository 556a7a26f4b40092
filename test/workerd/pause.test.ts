import { beforeAll, expect, it } from "vitest";
import { bindings } from "./bindings.ts";
import { testProgram } from "../support/program.ts";
import { MINUTE, NOON, publish, type Browser } from "./client.ts";
import { counting } from "./faults.ts";
import { somebody } from "./merging.ts";
import { deliver, keeping, passIn, rowsOf, YES } from "./subjects.ts";

const PARTNER = { key: "post", name: "The post", purposes: ["personal"], attributes: [], privacyUrl: "https://post.example/privacy" };

beforeAll(async () => expect((await publish({ ...testProgram(), partners: [PARTNER] })).status).toBe(201));

const pause = (visitor: Browser, paused: boolean) => visitor.ask("/v1/me/pause", { body: { paused } });
const heroOf = async (visitor: Browser): Promise<string> => (await visitor.decide()).json.decisions.hero.reason;

it("a visit that is paused decides by nothing and records nothing, changes no choice, and ends by itself or by the person", async () => {
  const { visitor } = await somebody(YES, 3);
  await visitor.renew();
  const { json } = await visitor.decide();
  expect(json.decisions.hero.reason).toBe("matched");
  const { env, counts } = counting(bindings());
  visitor.env = env;
  expect(await pause(visitor, true)).toMatchObject({ status: 200, json: { paused: true } });
  expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
  const { env: held, kept } = keeping(bindings());
  visitor.env = held;
  const paused = await visitor.decide();
  expect(paused.json.decisions.hero.reason).not.toBe("matched");
  expect(paused.json.consent).toMatchObject({
    noticeDue: false,
    why: { service: "necessary", personal: "paused" },
    state: json.consent.state,
  });
  await visitor.view("unseen");
  expect((await visitor.ask("/v1/exposures", { body: { exposures: [json.decisions.hero.exposure] } })).json).toEqual({ accepted: 0 });
  const before = await rowsOf("profile", "event", "register", "ledger");
  await deliver(kept);
  expect(await rowsOf("profile", "event", "register", "ledger")).toBe(before);
  visitor.env = undefined;
  for (let minute = 20; minute <= 60; minute += 20) {
    visitor.now = NOON + minute * MINUTE;
    await visitor.renew();
    expect(await heroOf(visitor)).not.toBe("matched");
  }
  const later = visitor.copy();
  await pause(visitor, false);
  expect(await heroOf(visitor)).toBe("matched");
  later.now = NOON + 90 * MINUTE;
  await later.renew();
  expect(await heroOf(later)).toBe("matched");
  expect((await passIn(later))?.paused).toBeUndefined();
});

it("what a pause holds off, partners too, is told as such, so that nobody refuses it by saving", async () => {
  const { visitor } = await somebody(YES, 3);
  const why = async () => (await visitor.ask("/v1/consent")).json.consent.why;
  expect(await why()).not.toHaveProperty("@post");
  await pause(visitor, true);
  expect(await why()).toMatchObject({ personal: "paused", "@post": "paused" });
  await pause(visitor, false);
  expect(await why()).not.toHaveProperty("@post");
});
