import { beforeAll, describe, expect, it } from "vitest";
import { askingProgram } from "../support/asks.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { counting } from "./faults.ts";
import { merge } from "./merging.ts";
import { deliver, keeping, subjectOf, YES } from "./subjects.ts";

beforeAll(async () => {
  expect((await publish(askingProgram())).status).toBe(201);
});

async function person(decisions: Readonly<Record<string, boolean>> = YES): Promise<Browser> {
  const visitor = new Browser();
  await visitor.choose(decisions);
  return visitor;
}

type Put = { readonly key: string; readonly token: string };
const askIn = async (visitor: Browser, url = "http://localhost/") =>
  (await visitor.decide(["hero", "aside", "partner"], { url })).json.ask as Put | null;
const see = (visitor: Browser, { key, token }: Put) => visitor.ask(`/v1/asks/${key}/seen`, { body: { token } });

/** What is asked, and seen on the page. */
async function seenIn(visitor: Browser): Promise<string | undefined> {
  const put = await askIn(visitor);
  if (put) expect(await see(visitor, put)).toMatchObject({ status: 200, json: { ask: put.key } });
  return put?.key;
}

describe("a question in a decision", () => {
  it("comes again at each view until it was seen, costs no call to any storage but one message then, and is remembered in the pass", async () => {
    const visitor = await person();
    const { env, counts } = counting(bindings());
    visitor.env = env;
    const { json } = await visitor.decide(["aside"]);
    expect(json.ask).toMatchObject({
      ...{ key: "size", slot: "aside", kind: "better-product", type: "number" },
      ...{ question: "size?", why: "To know size", benefit: "Something for size" },
    });
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
    expect(await seenIn(visitor)).toBe("size");
    expect(await askIn(visitor)).toBeNull();
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 1 });
  });

  it("was seen by the person it was put to, within a day, and by nobody else", async () => {
    const [visitor, other] = [await person(), await person()];
    const put = await askIn(visitor);
    if (!put) throw new Error("nothing was asked");
    const notPut = { status: 422, json: { errors: [{ field: "ask", rule: "put" }] } };
    expect(await see(other, put)).toMatchObject(notPut);
    expect(await see(visitor, { ...put, key: "town" })).toMatchObject(notPut);
    expect(await see(visitor, { ...put, token: `${put.token.slice(0, -1)}!` })).toMatchObject(notPut);
    visitor.now = NOON + DAY + MINUTE;
    await visitor.renew();
    expect(await see(visitor, put)).toMatchObject(notPut);
  });

  it("is the only one of a visit, which half an hour without the person ends", async () => {
    const asks = (askingProgram()["asks"] as object[]).map((ask) => ({ ...ask, apart: 0 }));
    expect((await publish(askingProgram({ asks }))).status).toBe(201);
    const visitor = await person();
    for (let times = 0; times < 2; times++) await visitor.view("fjord");
    expect(await seenIn(visitor)).toBe("size");
    for (let minutes = 20; minutes <= 120; minutes += 20) {
      visitor.now = NOON + minutes * MINUTE;
      await visitor.renew();
      expect(await askIn(visitor)).toBeNull();
    }
    visitor.now = NOON + 151 * MINUTE;
    await visitor.renew();
    expect((await askIn(visitor))?.key).toBe("town");
    expect((await publish(askingProgram())).status).toBe(201);
  });

  it("comes again after its days, and on no other device before", async () => {
    const [phone, laptop] = [await person(), await person()];
    expect((await merge(await subjectOf(phone), await subjectOf(laptop))).status).toBe(200);
    expect(await seenIn(phone)).toBe("size");
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

  it("rests on the person's other devices though the one that saw it never came back", async () => {
    const [phone, laptop] = [await person(), await person()];
    expect((await merge(await subjectOf(phone), await subjectOf(laptop))).status).toBe(200);
    phone.now = NOON + 2 * MINUTE;
    await phone.renew();
    const { env, kept } = keeping(bindings());
    phone.env = env;
    expect(await seenIn(phone)).toBe("size");
    await deliver([...kept, ...kept]);
    for (const [days, key] of [
      [2, undefined],
      [59, undefined],
      [61, "size"],
    ] as const) {
      laptop.now = NOON + days * DAY;
      await laptop.renew();
      expect((await askIn(laptop))?.key).toBe(key);
    }
  });

  it("comes with what its moment shows for trust, and calls no storage for it", async () => {
    const trust = [{ kind: "guarantee", texts: { en: "Back within 30 days", de: "30 Tage Rückgabe" }, link: "/returns" }];
    expect((await publish(askingProgram({ moments: [{ key: "choosing", when: { shoeViews: { $gte: 2 } }, trust }] }))).status).toBe(201);
    const visitor = await person();
    expect((await visitor.decide(["aside"])).json.ask).not.toHaveProperty("trust");
    for (let times = 0; times < 2; times++) await visitor.view("fjord");
    const size = (await askIn(visitor)) ?? { key: "none", token: "" };
    await visitor.ask("/v1/asks/size/answer", {
      body: { value: 43, token: size.token },
      headers: { "idempotency-key": crypto.randomUUID() },
    });
    visitor.now = NOON + DAY + 31 * MINUTE;
    await visitor.renew();
    const { env, counts } = counting(bindings());
    visitor.env = env;
    const expected = [{ kind: "guarantee", text: "Back within 30 days", link: "/returns" }];
    expect(await askIn(visitor)).toMatchObject({ key: "town", trust: expected });
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
    expect((await publish(askingProgram())).status).toBe(201);
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
