import { beforeAll, describe, expect, it } from "vitest";
import type { SealedMessage } from "../../src/storage/bindings.ts";
import { callsOfControllers } from "../../src/actions/calls-of-controllers.ts";
import { purgeWithdrawn } from "../../src/actions/profile/purge-withdrawn.ts";
import { expireBrought } from "../../src/actions/exchange/expire-brought.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { benefitsProgram } from "../support/asks.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { counting, without } from "./faults.ts";
import { deliver, keeping, NO, rowsOf, subjectOf, YES } from "./subjects.ts";

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

type Put = { readonly key: string; readonly token: string; readonly variant: string };
const see = (visitor: Browser, { token }: Put) => visitor.ask("/v1/asks/size/seen", { body: { token } });
const results = async () => (await request("/v1/asks/size/results?site=pk_acme_main", { key: SECRET_KEY })).json;

/** Somebody who sees the question, and whose messages go no further. */
async function shown(age = 30): Promise<{ readonly visitor: Browser; readonly put: Put; readonly kept: SealedMessage[] }> {
  const visitor = await aged(age);
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  const put = (await askIn(visitor)) as Put;
  expect((await see(visitor, put)).status).toBe(200);
  return { visitor, put, kept };
}

describe("what a question came to", () => {
  it("is exact: each person once, whatever is replayed, in whatever order it comes, on however many databases", async () => {
    const before = (await results()).variants as { variant: string; asked: number }[];
    expect(before.map(({ variant }) => variant)).toEqual(["call", "early", "voucher"]);
    const expected = new Map<string, { asked: number; answered: number; refused: number }>();
    const all: SealedMessage[] = [];
    for (let at = 0; at < 64; at++) {
      const { visitor, put, kept } = await shown();
      const cell = expected.get(put.variant) ?? { asked: 0, answered: 0, refused: 0 };
      cell.asked += 1;
      if (at % 4 !== 0) {
        expect((await answer(visitor, put.token, crypto.randomUUID())).status).toBe(201);
        cell.answered += 1;
      } else {
        expect((await visitor.ask("/v1/asks/size/answer", { body: { refused: true, token: put.token } })).status).toBe(200);
        cell.refused += 1;
      }
      expected.set(put.variant, cell);
      all.push(...kept);
    }
    await deliver(all);
    const rows = await rowsOf("asked");
    expect(await deliver([...all.toReversed(), ...all])).toEqual({ acked: all.length * 2, retried: 0 });
    await Promise.all([deliver(all), deliver(all)]);
    expect(await rowsOf("asked")).toBe(rows);
    const { control, sampleRatio, variants } = await results();
    expect([control, sampleRatio.mismatch]).toEqual(["early", false]);
    const told = (n: number) => (n < 10 ? null : n);
    for (const [variant, { asked, answered, refused }] of expected) {
      const found = variants.find((item: { variant: string }) => item.variant === variant);
      expect(found).toMatchObject({ asked: told(asked), answered: told(answered), refused: told(refused) });
      expect(found.rate).toBe(answered < 10 ? null : answered / asked);
    }
    expect(variants[0]).toMatchObject({ variant: "call", compared: "not-drawn" });
    expect(variants[1].compared).toBe("control");
  });

  it("counts with the queue away too, and with the database away as well it was not seen and comes again", async () => {
    const visitor = await aged(30);
    const put = (await askIn(visitor)) as Put;
    visitor.env = without(bindings(), "d1", "queue");
    expect((await see(visitor, put)).status).toBe(503);
    expect((await askIn(visitor)).key).toBe("size");
    visitor.env = without(bindings(), "queue");
    expect((await see(visitor, put)).status).toBe(200);
    expect(await askIn(visitor)).toBeNull();
    expect(await rowsOf("asked")).toContain(await subjectOf(visitor));
  });

  it("leaves out who saw another benefit later, in whatever order that comes", async () => {
    const people = [await shown(), await shown()];
    const [size, ...others] = benefitsProgram()["asks"] as { readonly benefits: { readonly key: string }[] }[];
    for (const [at, { visitor, put, kept }] of people.entries()) {
      const benefits = size?.benefits.map((benefit) => ({ ...benefit, weight: benefit.key === put.variant ? 0.0001 : 1_000 }));
      const asks = [{ ...size, benefits: benefits?.filter(({ key }) => key !== "call") }, ...others];
      expect((await publish({ ...benefitsProgram(), asks })).status).toBe(201);
      visitor.now = NOON + 61 * DAY;
      await visitor.renew();
      const again = (await askIn(visitor)) as Put;
      expect(again.variant).not.toBe(put.variant);
      expect((await see(visitor, again)).status).toBe(200);
      await deliver(at === 0 ? kept : kept.toReversed());
      const subject = await subjectOf(visitor);
      const { db } = await shardOf(bindings(), subject);
      const row = await db.prepare("SELECT variant, at, reassigned FROM asked WHERE subject = ?1").bind(subject).first();
      expect(row).toEqual({ variant: put.variant, at: NOON, reassigned: 1 });
    }
    expect((await publish(benefitsProgram())).status).toBe(201);
    expect((await results()).reassigned).toBeNull();
  });

  it("holds nobody who refuses its purpose, before it is written or after, nor for longer than its time", async () => {
    const [before, after, old] = [await shown(), await shown(), await shown()];
    before.visitor.env = bindings();
    await before.visitor.choose(NO);
    await deliver([...before.kept, ...after.kept, ...old.kept]);
    expect(await rowsOf("asked")).not.toContain(await subjectOf(before.visitor));
    expect(await rowsOf("asked")).toContain(await subjectOf(after.visitor));
    const lost = await subjectOf(after.visitor);
    after.visitor.env = bindings();
    await after.visitor.choose(NO);
    const platform = await platformOf(bindings(), () => undefined);
    const calls = await callsOfControllers(platform, NOON, { kind: "system", job: "purge-withdrawn" });
    await purgeWithdrawn(platform, async (controller) => calls.get(controller) ?? null);
    expect(await rowsOf("asked")).not.toContain(lost);
    expect(await rowsOf("asked")).toContain(await subjectOf(old.visitor));
    await expireBrought(platform, NOON + 401 * DAY);
    expect(await rowsOf("asked")).not.toContain(await subjectOf(old.visitor));
  });
});
