import { beforeAll, describe, expect, it } from "vitest";
import { shardOf } from "../../src/storage/shards.ts";
import { benefitsProgram } from "../support/asks.ts";
import { bindings } from "./bindings.ts";
import { Browser, publish, request, SECRET_KEY } from "./client.ts";
import { counting } from "./faults.ts";
import { deliver, keeping, subjectOf, YES } from "./subjects.ts";

beforeAll(async () => {
  expect((await publish(benefitsProgram())).status).toBe(201);
});

/** Somebody of an age. */
async function aged(age: number): Promise<Browser> {
  const visitor = new Browser();
  await visitor.choose(YES);
  const { env, kept } = keeping(bindings());
  expect((await visitor.ask("/v1/identify", { body: { traits: { age }, messageId: crypto.randomUUID() }, env })).status).toBe(200);
  await deliver(kept);
  await visitor.renew();
  return visitor;
}

const askIn = async (visitor: Browser) => (await visitor.decide(["aside"])).json.ask;
const answer = (visitor: Browser, token: string | undefined, once: string) =>
  visitor.ask("/v1/asks/size/answer", { body: { value: 44, token }, headers: { "idempotency-key": once } });

async function recorded(visitor: Browser) {
  const subject = await subjectOf(visitor);
  const { db } = await shardOf(bindings(), subject);
  return (await db.prepare("SELECT benefit, variant, moment FROM exchange WHERE subject = ?1").bind(subject).all()).results;
}

describe("a question that brings different people different things", () => {
  it("is shown to two ages with two benefits, from the pass alone", async () => {
    const [old, young] = [await aged(70), await aged(30)];
    const { env, counts } = counting(bindings());
    old.env = env;
    expect(await askIn(old)).toMatchObject({ key: "size", variant: "call", kind: "advice", benefit: "A call" });
    expect((await askIn(old)).variant).toBe("call");
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
    const put = await askIn(young);
    expect(["early", "voucher"]).toContain(put.variant);
    expect((await askIn(young)).variant).toBe(put.variant);
  });

  it("is recorded with the one that was shown, which a replay answers too", async () => {
    const visitor = await aged(70);
    const once = crypto.randomUUID();
    const { token } = await askIn(visitor);
    const taken = await answer(visitor, token, once);
    expect(taken).toMatchObject({ status: 201, json: { benefit: "advice", variant: "call", thanks: "Here: A call" } });
    expect(await recorded(visitor)).toEqual([{ benefit: "advice", variant: "call", moment: null }]);
    const again = await answer(visitor, undefined, once);
    expect(again.json).toEqual(taken.json);
    expect(await recorded(visitor)).toHaveLength(1);
  });

  it("believes no token that says another", async () => {
    const visitor = await aged(30);
    const { token, variant } = await askIn(visitor);
    const forged = String(token).replace(`~${variant}`, "~call");
    expect(await answer(visitor, forged, crypto.randomUUID())).toMatchObject({
      status: 422,
      json: { errors: [{ field: "ask", rule: "put" }] },
    });
    expect(await recorded(visitor)).toEqual([]);
  });

  it("is counted by the benefit it was shown with, and no number under ten is told", async () => {
    const people = async () =>
      (await request("/v1/reports/value?site=pk_acme_main", { key: SECRET_KEY })).json.answers as {
        variant: string | null;
        people: number | null;
      }[];
    expect((await people()).map(({ variant, people: n }) => [variant, n])).toEqual([
      ["call", null],
      ["early", null],
      ["voucher", null],
      [null, null],
    ]);
    for (let at = 0; at < 10; at++) {
      const visitor = await aged(70);
      expect((await answer(visitor, (await askIn(visitor)).token, crypto.randomUUID())).status).toBe(201);
    }
    expect((await people()).find(({ variant }) => variant === "call")?.people).toBe(11);
  });
});
