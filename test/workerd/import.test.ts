import { beforeAll, describe, expect, it } from "vitest";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import { readSubject } from "../../src/storage/register.ts";
import { allDatabases, shardOf } from "../../src/storage/shards.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { counting, failingAt, written } from "./faults.ts";
import { deliver, keeping, rowsOf, subjectOf, YES } from "./subjects.ts";

const HELD = ["profile", "identifier", "link", "import_part"];
const AT = "2026-11-01T00:00:00Z";

beforeAll(async () => {
  const program = testProgram() as { attributes: unknown[]; reports?: unknown[] };
  const told = { source: "volunteered", texts: { en: { name: "Told" }, de: { name: "Gesagt" } } };
  program.attributes.push(
    { ...told, key: "shoeSize", type: "number", purposes: ["personal"] },
    { ...told, key: "account", type: "string", purposes: ["service"] },
    { ...told, key: "allergies", type: "list", purposes: ["personal"], sensitivity: "sensitive" },
  );
  program.reports = [{ key: "told", purpose: "personal", attributes: ["shoeSize", "account", "allergies"] }];
  expect((await publish(program)).status).toBe(201);
});

interface Sent {
  readonly id?: string;
  readonly part?: number;
  readonly query?: string;
  readonly type?: string;
  readonly env?: Bindings;
}

function send(
  text: string,
  { id = crypto.randomUUID(), part = 1, query = "&source=volunteered", type = "text/csv", env }: Sent = {},
): Promise<Answer> {
  const path = `/v1/imports/${id}/parts/${part}?site=pk_acme_main&from=crm${query}`;
  const headers = { "content-type": type, "x-earnest-now": String(NOON) };
  return request(path, { method: "PUT", key: SECRET_KEY, text, headers, ...(env ? { env } : {}) });
}

async function valuesOf(subject: SubjectId): Promise<Record<string, unknown>> {
  const { profile } = await readSubject(await shardOf(bindings(), subject), subject, [], 5_000);
  return Object.fromEntries(Object.entries(profile?.attributes ?? {}).map(([key, { value }]) => [key, value]));
}

async function customer(decisions: Record<string, boolean> = YES): Promise<SubjectId> {
  const visitor = new Browser();
  await visitor.choose(decisions);
  return subjectOf(visitor);
}

describe("an import of profiles", () => {
  it("keeps what the register of each allows, from CSV and NDJSON, and says line by line what it did not", async () => {
    const [yes, no] = [await customer(), await customer({ personal: false, memory: true })];
    const csv = [
      "subject,at,attributes.shoeSize,attributes.account",
      `${yes},${AT},42,"a ""gold"" one,\nin two lines"`,
      `${no},${AT},41,basic`,
      `${yes},${AT},big,basic`,
      `nobody,${AT},40,basic`,
      `${yes},2027-01-01T00:00:00Z,40,`,
    ].join("\r\n");
    const sent = await send(csv);
    expect(sent).toMatchObject({ status: 200, json: { records: 5, written: 2, unchanged: 0, refused: 3, replayed: false } });
    expect(sent.json.faults).toMatchObject([
      { record: 2, field: "attributes.shoeSize", rule: "no-consent" },
      { record: 3, field: "attributes.shoeSize", rule: "type" },
      { record: 4, field: "subject", rule: "subject-id" },
      { record: 5, field: "at", rule: "date-time" },
    ]);
    expect(await valuesOf(yes)).toEqual({ shoeSize: 42, account: 'a "gold" one,\nin two lines' });
    expect(await valuesOf(no)).toEqual({ account: "basic" });
    const lines = [
      { subject: yes, at: AT, attributes: { allergies: ["nuts"] } },
      { subject: yes, attributes: {} },
    ].map((line) => JSON.stringify(line));
    expect((await send([...lines, "{"].join("\n"), { type: "application/x-ndjson" })).json).toMatchObject({ written: 1, refused: 2 });
    expect(await valuesOf(yes)).toMatchObject({ allergies: ["nuts"] });
  });

  it("makes a subject of an identifier only where something may be kept, and never stores the identifier", async () => {
    const csv = `email,at,attributes.shoeSize,attributes.account\nnew@example.org,${AT},42,gold\n,${AT},1,\nNEW@example.org ,${AT},,platinum\nonly@example.org,${AT},39,`;
    const before = JSON.parse(await rowsOf("identifier")).flat().length;
    expect((await send(csv)).json).toMatchObject({ written: 2, refused: 2 });
    expect(JSON.parse(await rowsOf("identifier")).flat()).toHaveLength(before + 1);
    expect(await rowsOf("identifier", "link", "profile", "import_part", "audit")).not.toMatch(/new@|only@/i);
    expect(await rowsOf("profile")).toContain("platinum");
  });

  it("refuses what is not declared, of another source, computed, or told twice who it is about", async () => {
    const csv = `subject,email,at,attributes.unheard,attributes.shoeViews,consent\n${await customer()},x@example.org,${AT},1,3,yes`;
    expect((await send(csv)).json.faults.map((fault: { field: string; rule: string }) => [fault.field, fault.rule])).toEqual([
      ["(record)", "one-name"],
      ["attributes.unheard", "declared"],
      ["attributes.shoeViews", "computed"],
      ["consent", "declared"],
    ]);
    const other = `subject,at,attributes.shoeSize\n${await customer()},${AT},42`;
    expect((await send(other, { query: "&source=observed" })).json).toMatchObject({ refused: 1, faults: [{ rule: "source" }] });
  });

  it("never undoes what is newer, and takes nothing of another controller's people", async () => {
    const subject = await customer();
    await send(`subject,at,attributes.shoeSize\n${subject},${AT},42`);
    expect((await send(`subject,at,attributes.shoeSize\n${subject},2026-10-01T00:00:00Z,39`)).json).toMatchObject({ unchanged: 1 });
    expect(await valuesOf(subject)).toEqual({ shoeSize: 42 });
    const other = new Browser();
    other.key = "pk_other_main";
    await other.choose({ personal: true });
    const theirs = await Promise.all(
      allDatabases(bindings()).map(({ db }) =>
        db.prepare("SELECT subject FROM register WHERE controller = 'other'").first<string>("subject"),
      ),
    );
    const before = await rowsOf("profile");
    const sent = await send(`subject,at,attributes.account\n${theirs.find((item) => item !== null)},${AT},gold`);
    expect(sent.json).toMatchObject({ refused: 1, faults: [{ field: "subject", rule: "controller" }] });
    expect(await rowsOf("profile")).toBe(before);
  });

  it("writes nothing when a part is sent again, in a dry run, or with other words under the same number", async () => {
    const [id, subject] = [crypto.randomUUID(), await customer()];
    const csv = `subject,at,attributes.shoeSize\n${subject},${AT},42`;
    const before = await rowsOf(...HELD, "audit");
    expect((await send(csv, { id, query: "&source=volunteered&dry=true" })).json).toMatchObject({ dry: true, written: 1 });
    expect(await rowsOf(...HELD, "audit")).toBe(before);
    expect((await send(csv, { id })).json).toMatchObject({ written: 1, replayed: false });
    const rows = written(bindings());
    expect((await send(csv, { id, env: rows.env })).json).toMatchObject({ written: 1, replayed: true });
    expect(rows.count()).toBe(0);
    expect((await send(`${csv}1`, { id })).json.errors).toMatchObject([{ field: "part", rule: "same-text" }]);
    await send(csv, { id, part: 2 });
    const progress = await request(`/v1/imports/${id}`, { key: SECRET_KEY });
    expect(progress.json).toMatchObject({ records: 2, written: 1, unchanged: 1, refused: 0, parts: [{ part: 1 }, { part: 2 }] });
  });

  it.each(["before", "after"] as const)("cut off %s any call comes to the same end when it is sent again", async (when) => {
    const [id, subject] = [crypto.randomUUID(), await customer()];
    const { env, counts } = counting(bindings());
    const csvFor = (name: string, who: SubjectId) =>
      `email,subject,at,attributes.shoeSize,attributes.account\n${name}@example.org,,${AT},,gold\n,${who},${AT},42,silver`;
    await send(csvFor(id, subject), { id, env });
    for (let k = 1; k <= counts().d1; k++) {
      const [again, who, name] = [crypto.randomUUID(), await customer(), crypto.randomUUID()];
      const before = JSON.parse(await rowsOf("profile")).flat().length;
      await send(csvFor(name, who), { id: again, env: failingAt(bindings(), k, when) });
      expect((await send(csvFor(name, who), { id: again })).json).toMatchObject({ records: 2, refused: 0 });
      expect(await valuesOf(who)).toEqual({ shoeSize: 42, account: "silver" });
      expect(JSON.parse(await rowsOf("profile")).flat()).toHaveLength(before + 2);
    }
  });
});

it("brings nothing back from before somebody's last no, neither a value nor an event", async () => {
  const visitor = new Browser();
  for (const [before, decisions] of [YES, { personal: false }, YES].entries()) {
    visitor.now = NOON - (3 - before) * MINUTE;
    await visitor.choose(decisions);
  }
  const subject = await subjectOf(visitor);
  const values = `subject,at,attributes.shoeSize,attributes.account\n${subject},${AT},41,gold\n`;
  expect((await send(values)).json).toMatchObject({ written: 1, faults: [{ field: "attributes.shoeSize", rule: "no-consent" }] });
  const { env, kept } = keeping(bindings());
  const events = `subject,id,event,at,fields.category,fields.product\n${subject},b1,Product Viewed,${AT},shoes,a\n`;
  expect((await send(events, { query: "&kind=events", env })).json).toMatchObject({ written: 1 });
  await deliver(kept);
  expect(await valuesOf(subject)).toMatchObject({ account: "gold", lastProduct: [expect.any(Number), "a"] });
  expect(Object.keys(await valuesOf(subject)).toSorted()).toEqual(["account", "lastProduct"]);
});

describe("an import of events", () => {
  const EVENTS = "&kind=events";
  const eventsOf = async (subject: SubjectId): Promise<readonly unknown[]> => {
    const { db } = await shardOf(bindings(), subject);
    const { results } = await db.prepare("SELECT id, fields FROM event WHERE subject = ?1 ORDER BY id").bind(subject).all();
    return results.map(({ id, fields }) => [id, JSON.parse(String(fields))]);
  };

  it("goes the way of all events: what the register allows, each once by its id, however often it comes", async () => {
    const [yes, no] = [await customer(), await customer({ personal: false, memory: true, ads: false })];
    const { env, kept } = keeping(bindings());
    const csv = `subject,id,event,at,fields.category,fields.price\n${yes},e1,Product Viewed,${AT},shoes,9.5\n${no},e2,Product Viewed,${AT},shoes,1\n`;
    const id = crypto.randomUUID();
    expect((await send(csv, { id, query: `${EVENTS}&dry=true`, env })).json).toMatchObject({ dry: true, written: 1, refused: 1 });
    expect(kept).toHaveLength(0);
    expect((await send(csv, { id, query: EVENTS, env })).json).toMatchObject({
      written: 1,
      refused: 1,
      faults: [{ record: 2, field: "event", rule: "no-consent" }],
    });
    expect((await send(csv, { id, query: EVENTS, env })).json).toMatchObject({ replayed: true });
    const line = { subject: yes, id: "e1", event: "Product Viewed", at: AT, fields: { category: "shoes", price: 9.5 } };
    const next = { ...line, id: "e3" };
    const ndjson = [line, next].map((item) => JSON.stringify(item)).join("\n");
    await send(ndjson, { query: EVENTS, type: "application/x-ndjson", env });
    expect(await deliver([...kept, ...kept])).toMatchObject({ retried: 0 });
    const fields = { category: "shoes", price: 9.5 };
    expect(await eventsOf(yes)).toEqual([
      ["e1", fields],
      ["e3", fields],
    ]);
    expect(await valuesOf(yes)).toMatchObject({ shoeViews: 2 });
    expect(await eventsOf(no)).toEqual([]);
  });

  it("writes nothing of somebody who withdrew while it waited", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    const { env, kept } = keeping(bindings());
    await send(`subject,id,event,at\n${subject},w1,Product Viewed,${AT}`, { query: EVENTS, env });
    expect(kept).toHaveLength(1);
    await visitor.withdraw();
    await deliver(kept);
    expect(await eventsOf(subject)).toEqual([]);
  });

  it("refuses by record, field and rule", async () => {
    const subject = await customer();
    const good = { subject, id: "x", event: "Product Viewed", at: AT };
    const cases: readonly (readonly [object, string, string])[] = [
      [{ ...good, id: "" }, "id", "length"],
      [{ ...good, event: "Unheard" }, "event", "declared"],
      [{ ...good, at: "2027-01-01T00:00:00Z" }, "at", "date-time"],
      [{ ...good, at: "2001-01-01T00:00:00Z" }, "at", "expired"],
      [{ ...good, fields: { secret: 1 } }, "fields.secret", "declared"],
      [{ ...good, "fields.price": "dear" }, "fields.price", "type"],
      [{ ...good, subject: undefined }, "(record)", "one-name"],
      [{ ...good, subject: undefined, email: "nobody@example.org" }, "(record)", "unknown-subject"],
    ];
    const before = await rowsOf("event", "profile", "identifier");
    const text = cases.map(([record]) => JSON.stringify(record)).join("\n");
    const { json } = await send(text, { query: EVENTS, type: "application/x-ndjson" });
    const faults = json.faults as readonly { record: number; field: string; rule: string }[];
    expect(faults.map(({ record, field, rule }) => [record, field, rule])).toEqual(
      cases.map(([, field, rule], at) => [at + 1, field, rule]),
    );
    expect(await rowsOf("event", "profile", "identifier")).toBe(before);
  });
});
