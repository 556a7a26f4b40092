import { createExecutionContext } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { PLACED } from "../../src/storage/placed.ts";
import { shardOf } from "../../src/storage/shards.ts";
import worker from "../../src/worker.ts";
import { askingProgram } from "../support/asks.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, type Answer } from "./client.ts";
import { counting } from "./faults.ts";
import { knownBy, newAddress, proveBy } from "./known.ts";
import { merge, somebody } from "./merging.ts";
import { server } from "./people.ts";
import { subjectOf } from "./subjects.ts";

beforeAll(async () => {
  expect((await publish(askingProgram({}))).status).toBe(201);
});

async function plant(subject: SubjectId, count: number): Promise<void> {
  const { db } = await shardOf(bindings(), subject);
  const sql = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
    INSERT INTO event (subject, id, name, at, expires, fields)
    SELECT ?1, printf('e%06d', i), 'Product Viewed', ?3 + i, ?4, json_object('product', 'p' || i, 'category', 'shoes') FROM n`;
  await db
    .prepare(sql)
    .bind(subject, count, NOON - DAY, NOON + DAY)
    .run();
}

describe("the export of what is held about a person", () => {
  it("holds every table that has rows of people, and what was read of them before", async () => {
    const { visitor } = await somebody({ personal: true }, 2);
    const first = await visitor.ask("/v1/me/export");
    expect(first.headers.get("content-disposition")).toBe('attachment; filename="my-data.json"');
    const { json } = await visitor.ask("/v1/me/export?format=json");
    const tables = Object.values(PLACED).filter(
      (placed) => typeof placed === "object" && ["subject", "chain", "root"].includes(placed.moves),
    );
    // `alias` only points to a root; `exported`, `requests`, `reads` and `complete` stand beside the tables.
    expect(Object.keys(json)).toHaveLength(tables.length - 1 + 4);
    expect(json).toMatchObject({
      exported: new Date(NOON).toISOString(),
      consent: [{ version: 1, state: { decisions: { personal: { state: "granted" } } } }],
      receipts: [{ version: 1, at: new Date(NOON).toISOString(), payload: { method: "banner" } }],
      events: expect.arrayContaining([
        expect.objectContaining({ name: "Product Viewed", fields: expect.objectContaining({ product: "p1" }) }),
      ]),
      reads: [{ action: "rights.export", actor: "visitor" }, { action: "rights.export" }],
      complete: true,
    });
    const [profile] = json.profile;
    for (const value of Object.values<Record<string, unknown>>(profile.attributes))
      expect(value).toMatchObject({
        source: "observed",
        origin: "event",
        at: expect.stringMatching(/^20/),
        purposes: ["personal"],
        expires: expect.stringMatching(/^20/),
      });
  });

  it("holds what records that were merged to theirs hold, wherever that is, and identifiers by their kind alone", async () => {
    const address = newAddress();
    const visitor = await knownBy(address);
    const root = await subjectOf(visitor);
    const child = await subjectOf(await knownBy(newAddress()));
    await Promise.all([plant(root, 3), plant(child, 2)]);
    expect((await merge(root, child)).status).toBe(200);
    await proveBy(visitor, address);
    const { json, text } = await visitor.ask("/v1/me/export");
    expect(json.events).toHaveLength(5);
    expect(json.identifiers.map(({ kind, source }: Record<string, unknown>) => [kind, source])).toEqual([
      ["email", "crm"],
      ["email", "crm"],
    ]);
    expect(text).not.toContain(address);
  });

  it("is told as lines of CSV too, of which the last says that it is whole", async () => {
    const { visitor } = await somebody({ personal: true }, 1);
    const { text, headers } = await visitor.ask("/v1/me/export?format=csv");
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const lines = text.trimEnd().split("\r\n");
    expect(lines.slice(0, 2)).toEqual(["section,record,field,value", `export,1,exported,${new Date(NOON).toISOString()}`]);
    expect(lines).toContain("events,1,fields.product,p0");
    expect(lines).toContain("consent,1,state.decisions.personal.state,granted");
    expect(lines.at(-1)).toBe("export,1,complete,true");
  });

  it("of a known person takes a proof, of nobody there is none, and each sees only their own", async () => {
    const address = newAddress();
    const visitor = await knownBy(address);
    for (const path of ["/v1/me/export", "/v1/me/requests"]) {
      expect(await visitor.ask(path)).toMatchObject({ status: 403, json: { errors: [{ field: "proof" }] } });
      expect((await new Browser().ask(path)).status).toBe(404);
    }
    await plant(await subjectOf(visitor), 1);
    const { visitor: other } = await somebody({ personal: true }, 0);
    expect((await other.ask("/v1/me/export")).json.events).toEqual([]);
    await proveBy(visitor, address);
    expect((await visitor.ask("/v1/me/export")).json.events).toHaveLength(1);
    visitor.now = NOON + 15 * MINUTE;
    expect((await visitor.ask("/v1/me/export")).status).toBe(403);
  });

  it("of 100,000 events streams page by page: the next is read when the one before was taken", { timeout: 120_000 }, async () => {
    const { visitor, subject } = await somebody({ personal: true }, 0);
    await plant(subject, 100_000);
    const { env, counts } = counting(bindings());
    const cookie = [...visitor.jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = {
      origin: "http://localhost",
      authorization: `Bearer ${visitor.key}`,
      cookie,
      "x-earnest-now": String(NOON),
      "x-earnest-country": "DE",
    };
    const response = await worker.fetch(new Request("http://localhost/v1/me/export", { headers }), env, createExecutionContext());
    let [events, longest, calls] = [0, 0, counts().d1];
    const ahead = new Set<number>();
    for await (const chunk of response.body ?? []) {
      const text = new TextDecoder().decode(chunk as Uint8Array);
      const found = text.split('"Product Viewed"').length - 1;
      if (events > 0 && found > 0) ahead.add(counts().d1 - calls);
      events += found;
      longest = Math.max(longest, text.length);
      calls = counts().d1;
    }
    expect(events).toBe(100_000);
    expect(longest).toBeLessThan(128 * 1024);
    expect(counts().d1).toBeGreaterThan(200);
    // Between two pages that were taken one was read, never more.
    expect([...ahead]).toEqual([1]);
  });

  it("that breaks off shows that it is not whole; one that cannot begin is a problem", async () => {
    const { visitor, subject } = await somebody({ personal: true }, 0);
    await plant(subject, 1_200);
    const away = { ...bindings(), DB: null as never };
    visitor.env = away;
    expect((await visitor.ask("/v1/me/export")).status).toBeGreaterThanOrEqual(500);
  });
});

describe("a request of a person's own", () => {
  it("is of whoever signed in, and theirs to see", async () => {
    const address = newAddress();
    const visitor = await knownBy(address);
    await proveBy(visitor, address);
    const filed = await visitor.ask("/v1/requests", { body: { kind: "access", about: "all of it" } });
    expect(filed).toMatchObject({
      status: 201,
      json: { state: "open", via: "person", due: "2026-12-22", acknowledged: new Date(NOON).toISOString() },
    });
    expect(filed.json).not.toHaveProperty("subject");
    expect((await visitor.ask("/v1/me/requests")).json.requests).toEqual([filed.json]);
    const { text } = await desk(filed.json.id, "export", { format: "json" });
    expect(JSON.parse(text)).toMatchObject({ requests: [{ id: filed.json.id, kind: "access" }], complete: true });
    expect((await visitor.ask("/v1/me/export")).json.reads).toMatchObject([{ actor: "visitor" }, { actor: "key:test" }]);
  });

  it("of somebody who only names an address waits for its desk, and answers the same whoever is known", async () => {
    const address = newAddress();
    const known = await knownBy(address);
    const shape = ({ id: _, ...rest }: Record<string, unknown>): unknown => rest;
    const asked = async (value: string): Promise<Answer> =>
      new Browser().ask("/v1/requests", { body: { kind: "erasure", address: { type: "email", value } } });
    const [theirs, nobodys] = [await asked(address), await asked(newAddress())];
    expect(shape(theirs.json)).toEqual(shape(nobodys.json));
    expect(theirs.json).toMatchObject({ state: "unverified" });
    expect((await desk(theirs.json.id, "export", { format: "json" })).json.errors).toMatchObject([{ rule: "unverified" }]);
    await desk(theirs.json.id, "verify", { actor: "desk-7", note: "called back" });
    expect((await desk(theirs.json.id, "export", { format: "csv" })).text).toMatch(/export,1,complete,true/);
    await desk(nobodys.json.id, "verify", { actor: "desk-7", note: "called back" });
    expect((await desk(nobodys.json.id, "export", { format: "json" })).json.errors).toMatchObject([{ rule: "nobody" }]);
    await proveBy(known, address);
    expect((await known.ask("/v1/me/requests")).json.requests).toMatchObject([{ id: theirs.json.id, state: "open" }]);
  });
});

function desk(id: string, verb: string, body: object): Promise<Answer> {
  return server(`/v1/requests/${id}/${verb}`, body);
}
