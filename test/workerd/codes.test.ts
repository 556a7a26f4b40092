import { beforeAll, describe, expect, it } from "vitest";
import { runCron } from "../../src/jobs/cron.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { OFFER_AUDIENCES, OFFERS } from "../support/offers.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { DAY, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { counting, failingAt } from "./faults.ts";

const [OWN, OTHER] = ["own-code", "other-code"];
beforeAll(async () => {
  const other = {
    key: OTHER,
    benefit: { kind: "gift", value: "a cap" },
    codes: "unique",
    texts: { en: { name: "A cap" }, de: { name: "Eine Mütze" } },
  };
  expect((await publish(testProgram({ offers: [...OFFERS, other], audiences: OFFER_AUDIENCES }))).status).toBe(201);
});

interface Sent {
  readonly offer?: string | undefined;
  readonly once?: string;
  readonly env?: Bindings;
}

function put(body: string | ReadableStream<Uint8Array>, { offer = OWN, once, env }: Sent = {}): Promise<Answer> {
  const headers = { "content-type": "text/plain", ...(once ? { "idempotency-key": once } : {}) };
  const sent = typeof body === "string" ? { text: body } : { stream: body };
  return request(`/v1/offers/${offer}/codes?site=pk_acme_main`, {
    key: SECRET_KEY,
    method: "POST",
    headers,
    ...sent,
    ...(env ? { env } : {}),
  });
}

async function sumOf(sql: string): Promise<number> {
  const found = await Promise.all(allDatabases(bindings()).map(({ db }) => db.prepare(sql).first<{ n: number }>()));
  return found.reduce((sum, row) => sum + (row?.n ?? 0), 0);
}
const inList = (offer = OWN): Promise<number> => sumOf(`SELECT count(*) AS n FROM coupon WHERE offer = 'test-brand/${offer}'`);

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const drawn = (count: number, before = ""): readonly string[] =>
  Array.from(
    { length: count },
    () => before + [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => LETTERS.charAt(byte % 32)).join(""),
  );

/** A text in pieces of so many bytes, which may end in the middle of a letter. */
function streamed(text: string, size: number, isCut = false): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, (at += size)));
      else if (isCut) controller.error(new Error("the client is gone"));
      else controller.close();
    },
  });
}

describe("lists of codes", () => {
  it("are read line by line as they come, and say which lines were refused, and why", async () => {
    const [one = "", two = "", three = ""] = drawn(3);
    const text = `\u{feff}code\r\n${one}\r\n\r\nÄÖ${two}\n${"x".repeat(300)}\n${one}\nA,${two}\n123456789012345678\n${three}`;
    expect((await put(streamed(text, 7))).json).toEqual({
      added: 3,
      known: 1,
      refused: 4,
      faults: [
        { line: 1, rule: "guessable" },
        { line: 5, rule: "length" },
        { line: 7, rule: "letters" },
        { line: 8, rule: "guessable" },
      ],
    });
    expect((await put([one, `äö${two}`, three].join("\n"))).json).toEqual({ added: 0, known: 3, refused: 0, faults: [] });
    expect((await put(one, { offer: OTHER })).json).toMatchObject({ added: 1 });
    const redeem = (body: object) =>
      request("/v1/offers/redeem?site=pk_acme_main", { key: SECRET_KEY, body, headers: { "idempotency-key": crypto.randomUUID() } });
    expect((await redeem({ offer: OTHER, code: one })).json).toMatchObject({ offer: OTHER });
    expect((await redeem({ code: one })).json).toMatchObject({ offer: OWN });
    const rows = await Promise.all(
      allDatabases(bindings()).flatMap(({ db }) => ["coupon", "code_list"].map((table) => db.prepare(`SELECT * FROM ${table}`).all())),
    );
    for (const part of [three, three.slice(0, 6), three.slice(6)]) expect(JSON.stringify(rows)).not.toContain(part);
  });

  it("are refused where they count up, however few are sent at once; drawn ones are taken, also behind the same beginning", async () => {
    const counter = (from: number, count: number) => Array.from({ length: count }, (_, at) => `SUMMER2026XX-${1_000 + from + at}`);
    expect((await put(counter(0, 1).join("\n"), { offer: OTHER })).json.added).toBe(1);
    for (let at = 1; at < 4; at++)
      expect((await put(counter(at, 1).join("\n"), { offer: OTHER })).json).toMatchObject({ added: 0, refused: 1 });
    for (let at = 9; at < 30; at += 9) expect((await put(counter(at, 9).join("\n"))).json).toMatchObject({ added: 0, refused: 9 });
    for (const code of [...drawn(12), ...drawn(12, "SPRING26-")]) expect((await put(code)).json).toMatchObject({ added: 1 });
    expect((await put(drawn(200, "SPRING26-").join("\n"))).json).toMatchObject({ added: 200 });
    const many = await put(counter(0, 2_000).join("\n"));
    expect(many.json).toMatchObject({ added: 0, refused: 2_000 });
    expect(many.json.faults).toHaveLength(100);
    const together = await Promise.all(drawn(8).map((code) => put(code)));
    expect(together.map(({ json }) => json.added)).toEqual(Array.from({ length: 8 }, () => 1));
    const race = await Promise.all(counter(5_000, 8).map((code) => put(code, { offer: OTHER })));
    expect(race.map(({ json }) => json.added)).toEqual(Array.from({ length: 8 }, () => 0));
  });

  it("that were cut off are in as far as they came; sent again, nothing is added twice and all is counted", async () => {
    for (let k = 3; k <= 6; k++) {
      const [codes, once, before] = [drawn(10_002), crypto.randomUUID(), await inList()];
      const text = codes.join("\n");
      const env = failingAt(bindings(), k, k % 2 === 0 ? "before" : "after");
      await put(text, k % 3 === 0 ? { env } : { env, once }).catch(() => null);
      const came = (await inList()) - before;
      const again = await put(text, k % 3 === 0 ? {} : { once });
      expect(await inList(), `call ${k}`).toBe(before + codes.length);
      if (k % 3 === 0) expect(again.json).toEqual({ added: codes.length - came, known: came, refused: 0, faults: [] });
      else expect(again.json, `call ${k}`).toEqual({ added: codes.length, known: 0, refused: 0, faults: [] });
    }
  });

  it("under a key go on where the client left, answer the same again, and take no other lines", async () => {
    const [codes, once, before] = [drawn(20_002), crypto.randomUUID(), await inList()];
    await put(streamed(codes.join("\n"), 50_000, true), { once }).catch(() => null);
    expect((await inList()) - before).toBe(20_000);
    const refused = async (lines: readonly string[], offer?: string) => {
      const answer = await put(lines.join("\n"), { once, offer });
      expect([answer.status, answer.json.errors[0].field, answer.json.errors[0].rule]).toEqual([422, "idempotency-key", "reused"]);
    };
    await refused([...drawn(1), ...codes.slice(1)]);
    await refused(codes.slice(0, 20_000));
    await refused(codes, OTHER);
    expect((await inList()) - before).toBe(20_000);
    const whole = { added: 20_002, known: 0, refused: 0, faults: [] };
    expect((await put(codes.join("\r\n").replaceAll("\r", ""), { once })).json).toEqual(whole);
    const counted = counting(bindings());
    expect((await put(streamed(codes.join("\n"), 1_000), { once, env: counted.env })).json).toEqual(whole);
    expect(counted.counts().d1).toBeLessThan(6);
    await refused([...codes, ...drawn(1)]);
    await refused([...codes.slice(0, 20_000), ...drawn(1)]);
    expect((await inList()) - before).toBe(20_002);
    const [twice, first] = [drawn(10_001), crypto.randomUUID()];
    const both = await Promise.all([1, 2].map(() => put(twice.join("\n"), { once: first })));
    expect(both.every(({ status, json }) => status === 503 || json.added === 10_001)).toBe(true);
    expect((await put(twice.join("\n"), { once: first })).json).toEqual({ ...whole, added: 10_001 });
    expect((await inList()) - before).toBe(30_003);
    const runs = () => sumOf("SELECT count(*) AS n FROM code_run");
    expect(await runs()).toBeGreaterThan(0);
    await runCron(await platformOf(bindings(), () => undefined), "7 * * * *", NOON + 365 * DAY);
    expect(await runs()).toBe(0);
  });
});
