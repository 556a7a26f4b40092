import { beforeAll, describe, expect, it } from "vitest";
import { askingProgram } from "../support/asks.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { counting } from "./faults.ts";
import { merge } from "./merging.ts";
import { subjectOf, YES } from "./subjects.ts";

beforeAll(async () => {
  expect((await publish(askingProgram())).status).toBe(201);
});

async function person(decisions: Readonly<Record<string, boolean>> = YES): Promise<Browser> {
  const visitor = new Browser();
  await visitor.choose(decisions);
  return visitor;
}

const askIn = async (visitor: Browser, url = "http://localhost/") =>
  (await visitor.decide(["hero", "aside", "partner"], { url })).json.ask as { key: string } | null;

describe("a question in a decision", () => {
  it("is put once, costs no call to any storage, and is remembered in the pass", async () => {
    const visitor = await person();
    const { env, counts } = counting(bindings());
    visitor.env = env;
    const { json } = await visitor.decide(["aside"]);
    expect(json.ask).toEqual({
      ...{ key: "size", slot: "aside", kind: "better-product", type: "number" },
      ...{ question: "size?", why: "To know size", benefit: "Something for size" },
    });
    expect(await askIn(visitor)).toBeNull();
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
  });

  it("comes again after its days, and on no other device before", async () => {
    const [phone, laptop] = [await person(), await person()];
    expect((await merge(await subjectOf(phone), await subjectOf(laptop))).status).toBe(200);
    expect((await askIn(phone))?.key).toBe("size");
    for (const device of [phone, laptop]) {
      device.now = NOON + 2 * MINUTE;
      await device.renew();
    }
    expect(await askIn(laptop)).toBeNull();
    for (const [days, key] of [
      [59, undefined],
      [61, "size"],
    ] as const) {
      laptop.now = NOON + days * DAY;
      await laptop.renew();
      expect((await askIn(laptop))?.key).toBe(key);
    }
  });

  it("needs a yes to what it serves and to being remembered, and of a yes asked for only that nothing was said", async () => {
    expect(await askIn(new Browser())).toBeNull();
    expect(await askIn(await person({ ...YES, memory: false }))).toBeNull();
    expect(await askIn(await person({ ...YES, personal: false }))).toBeNull();
    const winter = "http://localhost/?utm_campaign=winter";
    expect((await askIn(await person({ memory: true, contextual: true }), winter))?.key).toBe("offers");
    expect(await askIn(await person({ memory: true, contextual: true, ads: false }), winter)).toBeNull();
  });

  it("is nothing a server is told", async () => {
    const visitor = await person();
    const subject = { type: "subject", value: await subjectOf(visitor) };
    const answer = await request("/v1/decide?site=pk_acme_main", { key: SECRET_KEY, body: { slots: ["aside"], subject } });
    expect(answer.json).toMatchObject({ ask: null });
  });
});
