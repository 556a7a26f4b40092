import { beforeAll, describe, expect, it } from "vitest";
import { askingProgram } from "../support/asks.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { failEvery } from "./fail-every.ts";
import { passIn, rowsOf, subjectOf, YES } from "./subjects.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";

beforeAll(async () => {
  expect((await publish(askingProgram())).status).toBe(201);
});

const WINTER = { url: "http://localhost/?utm_campaign=winter" };

/** Somebody who just saw a question. */
async function asked(key: "size" | "offers"): Promise<Browser> {
  const visitor = new Browser();
  await visitor.choose(key === "size" ? YES : { memory: true, contextual: true });
  const { json } = await visitor.decide(["aside", "partner"], key === "size" ? undefined : WINTER);
  expect(json.ask.key).toBe(key);
  expect((await visitor.ask(`/v1/asks/${key}/seen`, { body: { token: json.ask.token } })).status).toBe(200);
  return visitor;
}

const answer = (visitor: Browser, key: string, body: object, once: string = crypto.randomUUID()) =>
  visitor.ask(`/v1/asks/${key}/answer`, { body, headers: { "idempotency-key": once } });

async function noticeOf(visitor: Browser): Promise<object> {
  const { json } = await visitor.ask("/v1/consent");
  return { version: json.notice.version, locale: "en" };
}

type Row = Readonly<Record<string, string | number | null>>;

async function rowsFor(table: string, visitor: Browser): Promise<Row[]> {
  const column = table === "ledger" ? "chain" : "subject";
  const subject = await subjectOf(visitor);
  const { db } = await shardOf(bindings(), subject);
  return (await db.prepare(`SELECT * FROM ${table} WHERE ${column} = ?1`).bind(subject).all<Row>()).results;
}

const profileOf = async (visitor: Browser) => JSON.parse(String((await rowsFor("profile", visitor))[0]?.["attributes"] ?? "{}"));

describe("an answer", () => {
  it("is kept as told, with what it was given for, and decides at once", async () => {
    const visitor = await asked("size");
    const taken = await answer(visitor, "size", { value: 45.5 });
    expect(taken).toMatchObject({ status: 201, json: { ask: "size", benefit: "better-product" } });
    expect(await profileOf(visitor)).toMatchObject({
      shoeSize: { value: 45.5, source: "volunteered", origin: "ask", purposes: ["personal"] },
    });
    expect(await rowsFor("exchange", visitor)).toMatchObject([
      { id: taken.json.exchange, ask: "size", gave: "value", what: "shoeSize", purpose: "personal", benefit: "better-product", at: NOON },
    ]);
    expect((await visitor.decide(["quiet"])).json.decisions.quiet).toMatchObject({ experience: "sized" });
    expect(await rowsOf("exchange", "audit")).not.toContain("45.5");
  });

  it("is one, however often it is sent, and its key stands for no other", async () => {
    const visitor = await asked("size");
    const twin = visitor.copy();
    const once = crypto.randomUUID();
    const all = await Promise.all([visitor, twin, visitor].map((browser) => answer(browser, "size", { value: 45 }, once)));
    expect(new Set(all.map(({ status, json }) => `${status} ${json.exchange}`)).size).toBe(1);
    expect(all[0]?.status).toBe(201);
    expect(await answer(visitor, "size", { value: 46 }, once)).toMatchObject({ status: 422, json: { errors: [{ rule: "same-request" }] } });
    expect(await answer(visitor, "size", { value: 46 })).toMatchObject({ status: 422, json: { errors: [{ rule: "open" }] } });
    expect(await rowsFor("exchange", visitor)).toHaveLength(1);
    expect(await profileOf(visitor)).toMatchObject({ shoeSize: { value: 45 } });
  });

  it("is one that its field takes, and says what it brings, with the code of a coupon", async () => {
    const texts = { en: { name: "Ten" }, de: { name: "Zehn" } };
    const offer = { key: "ten", benefit: { kind: "percent", value: 10 }, codes: "one", code: "FITS10", perPerson: 1, texts };
    const [size, town, ...others] = askingProgram()["asks"] as object[];
    const choices = [41, 45].map((value) => ({ value, texts: { en: `EU ${value}`, de: `EU ${value}` } }));
    const asks = [
      { ...size, choices, promise: { by: "offer", offer: "ten" } },
      { ...town, field: "email", moment: undefined, apart: 0 },
      ...others,
    ];
    expect((await publish(askingProgram({ asks, offers: [offer] }))).status).toBe(201);
    const visitor = new Browser();
    await visitor.choose(YES);
    const put = (await visitor.decide(["aside"])).json.ask;
    expect(put).toMatchObject({
      field: "choice",
      choices: [
        { value: 41, text: "EU 41" },
        { value: 45, text: "EU 45" },
      ],
    });
    const wrong = await answer(visitor, "size", { value: 44, token: put.token });
    expect(wrong).toMatchObject({ status: 422, json: { errors: [{ field: "value", rule: "choice" }] } });
    const taken = await visitor.ask("/v1/asks/size/answer", { body: { value: 45, token: put.token, locale: "de" } });
    expect(taken).toMatchObject({ status: 201, json: { thanks: "Etwas für size", gets: { offer: "ten", name: "Zehn", code: "FITS10" } } });
    expect(taken.json.gets.sentence).toContain("FITS10");
    const again = await visitor.ask("/v1/asks/size/answer", { body: { value: 45, token: put.token } });
    expect(again.json.exchange).toBe(taken.json.exchange);
    const noAddress = await answer(visitor, "town", { value: "not an address", token: put.token });
    expect(noAddress).toMatchObject({ status: 422, json: { errors: [{ field: "value", rule: "email" }] } });
    expect((await publish(askingProgram())).status).toBe(201);
  });

  it("that is an address links nothing: it stays a value of whoever told it", async () => {
    const [owner, visitor] = [new Browser(), new Browser()];
    for (const browser of [owner, visitor]) await browser.choose(YES);
    const address = `${crypto.randomUUID()}@example.org`;
    const email = { type: "email", value: address };
    const link = { subject: { type: "subject", value: await subjectOf(owner) }, identifier: email, source: "shop", proof: "double-opt-in" };
    expect((await request("/v1/identities/link?site=pk_acme_main", { key: SECRET_KEY, body: link })).status).toBe(200);
    await answer(owner, "size", { value: 41, token: (await owner.decide(["aside"])).json.ask.token });
    const known = [await rowsOf("identifier"), await rowsOf("link")];
    for (let times = 0; times < 2; times++) await visitor.view("fjord");
    const { token } = (await visitor.decide(["aside"])).json.ask;
    expect((await answer(visitor, "size", { value: 45, token })).status).toBe(201);
    visitor.now = NOON + 2 * DAY;
    await visitor.renew();
    const put = (await visitor.decide(["aside"])).json.ask;
    expect(put.key).toBe("town");
    expect(await answer(visitor, "town", { value: address, token: put.token })).toMatchObject({ status: 201 });
    expect([await rowsOf("identifier"), await rowsOf("link")]).toEqual(known);
    expect(await profileOf(owner)).toMatchObject({ shoeSize: { value: 41 } });
    const decided = { slots: ["quiet"], subject: email, explain: "operator" };
    const { json } = await request("/v1/decide?site=pk_acme_main", { key: SECRET_KEY, body: decided });
    expect(json.decisions.quiet.experience).not.toBe("sized");
  });

  it("brings its benefit once, however many answers race", async () => {
    const visitor = await asked("size");
    const all = await Promise.all([41, 42, 43, 44].map((value) => answer(visitor.copy(), "size", { value })));
    expect(all.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422, 422, 422]);
    expect(await rowsFor("exchange", visitor)).toHaveLength(1);
  });

  it("may come before it was told that the question was seen, which it tells", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const { token } = (await visitor.decide(["aside"])).json.ask;
    expect((await answer(visitor, "size", { value: 45 })).status).toBe(422);
    expect(await answer(visitor, "size", { value: 45, token })).toMatchObject({ status: 201 });
    expect((await passIn(visitor))?.lease?.rests["ask:size"]).toBe(NOON + 60 * DAY);
  });

  it("is taken from nobody it was not put to, and for nothing that is not allowed", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    expect(await answer(visitor, "size", { value: 45 })).toMatchObject({ status: 422, json: { errors: [{ rule: "put" }] } });
    const withdrawn = await asked("size");
    const elsewhere = withdrawn.copy();
    await elsewhere.choose({ personal: false });
    expect(await answer(withdrawn, "size", { value: 45 })).toMatchObject({ status: 422, json: { errors: [{ rule: "consent" }] } });
    expect(await rowsFor("exchange", withdrawn)).toEqual([]);
    expect(await profileOf(withdrawn)).toEqual({});
  });

  it("that is a yes is in the ledger with what was asked, and in the same batch what it was given for", async () => {
    const visitor = await asked("offers");
    const once = crypto.randomUUID();
    const notice = await noticeOf(visitor);
    const taken = await answer(visitor, "offers", { consent: true, notice }, once);
    expect(taken).toMatchObject({ status: 201, json: { ask: "offers", benefit: "discount" } });
    expect((await passIn(visitor))?.state.decisions["ads"]).toMatchObject({ state: "granted" });
    const entries = (await rowsFor("ledger", visitor)).map(({ payload }) => JSON.parse(String(payload)));
    const entry = entries.find(({ method }) => method === "ask");
    expect(entry).toMatchObject({ method: "ask", evidence: { actor: "ask", reference: expect.stringMatching(/^[0-9a-f]{64}\/offers$/) } });
    expect(entry.notice.texts).toMatch(/^[0-9a-f]{64}$/);
    const again = await answer(visitor, "offers", { consent: true, notice }, once);
    expect(again).toMatchObject({ status: 201, json: { exchange: taken.json.exchange } });
    expect(await answer(visitor, "offers", { consent: true, notice })).toMatchObject({ status: 422, json: { errors: [{ rule: "open" }] } });
    expect(await rowsFor("ledger", visitor)).toHaveLength(2);
    expect(await rowsFor("exchange", visitor)).toMatchObject([{ gave: "consent", what: "ads", purpose: "contextual" }]);
  });

  it("that is a no silences every question for its days, and gives nothing", async () => {
    const visitor = await asked("offers");
    expect(await answer(visitor, "offers", { refused: true })).toMatchObject({ status: 200, json: { exchange: null, benefit: null } });
    expect((await passIn(visitor))?.state.decisions["ads"]).toBeUndefined();
    expect(await rowsFor("exchange", visitor)).toEqual([]);
    for (const [days, key] of [
      [29, undefined],
      [31, "size"],
    ] as const) {
      visitor.now = NOON + days * DAY;
      await visitor.renew();
      await visitor.choose({ personal: true });
      expect((await visitor.decide(["aside"])).json.ask?.key).toBe(key);
    }
  });

  it("keeps value and exchange or neither, whichever call fails", async () => {
    for (const when of ["before", "after"] as const) {
      await failEvery(async (env, _, broken) => {
        const visitor = await asked("size");
        const once = crypto.randomUUID();
        visitor.env = broken;
        await answer(visitor, "size", { value: 45 }, once);
        const [rows, profile] = [await rowsFor("exchange", visitor), await profileOf(visitor)];
        expect("shoeSize" in profile ? 1 : 0).toBe(rows.length);
        visitor.env = env;
        visitor.now += MINUTE;
        expect((await answer(visitor, "size", { value: 45 }, once)).status).toBe(201);
        expect(await rowsFor("exchange", visitor)).toHaveLength(1);
      }, when);
    }
  });
});
