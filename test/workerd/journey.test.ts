import { beforeAll, describe, expect, it } from "vitest";
import { shardOf } from "../../src/storage/shards.ts";
import { ADVISING } from "../support/advised.ts";
import { askingProgram } from "../support/asks.ts";
import { bindings } from "./bindings.ts";
import { type Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { ASKS, type Named, PROGRAM, advised, knownAs, mine, pageOf, person, refuse, seen, told } from "./journeying.ts";
import { merge, unmerge } from "./merging.ts";
import { subjectOf } from "./subjects.ts";

beforeAll(async () => {
  expect((await publish(askingProgram(PROGRAM))).status).toBe(201);
});

describe("a journey", () => {
  it("tells what was asked at which moment, what stood beside it, what for, and what came of it", async () => {
    const visitor = await told();
    const [at, later] = [NOON, NOON + 31 * MINUTE].map((now) => new Date(now).toISOString());
    const due = new Date(NOON + 31 * MINUTE + 2 * DAY).toISOString();
    const nowhere = {
      ...{
        kind: "answered",
        ask: "town",
        question: "town?",
        why: "To know town",
        moment: { key: "choosing", name: "While choosing" },
        at: later,
      },
      trust: [{ kind: "contact", text: "A person answers", link: "tel:+493023125012" }],
      gave: { kind: "value", key: "town", name: "Shoe size" },
      benefit: { kind: "advice", text: "Something for town" },
      ...{ came: "promised", due, ended: null, task: "open", silentUntil: new Date(NOON + 31 * MINUTE + 90 * DAY).toISOString() },
    };
    const choosing = { kind: "entered", moment: { key: "choosing", name: "While choosing" }, because: ["Shoes you looked at"], at: later };
    const fits = {
      ...{ kind: "answered", ask: "size", question: "size?", why: "To know size", moment: null, trust: [], at },
      ...{ came: "given", due: null, ended: null, task: null, silentUntil: null },
      gave: { kind: "value", key: "shoeSize", name: "Shoe size" },
      benefit: { kind: "better-product", text: "Something for size" },
    };
    expect(await mine(visitor)).toEqual({ steps: [nowhere, choosing, fits], next: null });
    expect((await mine(visitor, "?locale=de")).steps[0]).toMatchObject({ question: "town? (de)", moment: { name: "Beim Aussuchen" } });
    expect(await advised(visitor)).toMatchObject({ allowed: true, journey: { steps: [nowhere, choosing, fits] } });
  });

  it("says it in the words of then, whatever the program says since", async () => {
    const visitor = await told();
    const asks = ASKS.map((ask) => ({
      ...ask,
      texts: { en: { question: "?", why: "?", benefit: "?" }, de: { question: "?", why: "?", benefit: "?" } },
    }));
    expect((await publish(askingProgram({ ...ADVISING, asks, moments: [{ key: "choosing" }] }))).status).toBe(201);
    expect((await mine(visitor)).steps[0]).toMatchObject({
      question: "town?",
      moment: { name: "While choosing" },
      trust: [{ kind: "contact" }],
    });
    expect((await publish(askingProgram(PROGRAM))).status).toBe(201);
  });

  it("knows what was seen and never answered, and a no from that", async () => {
    const visitor = await seen(await person());
    const shown = {
      ...{ kind: "asked", ask: "size", question: "size?", why: "To know size", moment: null, trust: [], at: new Date(NOON).toISOString() },
      ...{ benefit: { kind: "better-product", text: "Something for size" }, silentUntil: null },
    };
    expect(await mine(visitor)).toEqual({ steps: [shown], next: null });
    expect((await advised(visitor)).journey).toEqual({ steps: [shown] });
    const other = await person();
    expect((await refuse(other)).status).toBe(200);
    const silentUntil = new Date(NOON + 30 * DAY).toISOString();
    expect((await mine(other)).steps).toMatchObject([{ kind: "refused", ask: "offers", silentUntil }]);
  });

  it("is told to an adviser as far as advice goes, and is all there for the person", async () => {
    const refused = await person();
    await refuse(refused);
    expect((await mine(refused)).steps).toHaveLength(1);
    expect((await advised(refused)).journey).toEqual({ steps: [] });
    const forgotten = await seen(await person());
    await forgotten.choose({ memory: false });
    expect((await advised(forgotten)).journey).toEqual({ steps: [] });
    const silent = await told();
    await silent.choose({ personal: false });
    expect((await mine(silent)).steps).toHaveLength(3);
    expect(await advised(silent)).toMatchObject({ allowed: false, journey: null });
  });

  it("is of all records of one person, and of nobody else", async () => {
    const [one, two, stranger] = [await told(), await told(), await person()];
    expect((await merge(await subjectOf(one), await subjectOf(two))).status).toBe(200);
    two.now += MINUTE;
    await two.renew();
    expect((await mine(two)).steps.map(({ kind, ask }: Named) => ask ?? kind)).toEqual(["town", "town", "entered", "size", "size"]);
    expect(await mine(stranger)).toEqual({ steps: [], next: null });
    await knownAs(one);
    expect(await mine(two)).toMatchObject({ status: 403, errors: [{ field: "proof", rule: "signed-in" }] });
  });

  it("of a record that parted tells what that was asked, and nothing that its root was", async () => {
    const [one, two] = [await person(), await person()];
    await refuse(one);
    await seen(two);
    const [root, record] = [await subjectOf(one), await subjectOf(two)];
    expect((await merge(root, record)).status).toBe(200);
    expect((await mine(one)).steps.map(({ ask }: Named) => ask).toSorted()).toEqual(["offers", "size"]);
    for (let times = 0; times < 2; times++) {
      expect((await unmerge(record)).status).toBe(200);
      two.now += MINUTE;
      await two.renew();
      expect((await mine(two)).steps.map(({ ask }: Named) => ask)).toEqual(["size"]);
      await merge(root, record);
    }
  });

  it("comes in pages, each answer once, those of one instant too", async () => {
    const visitor = await person();
    const subject = await subjectOf(visitor);
    const { db } = await shardOf(bindings(), subject);
    const row = `INSERT INTO exchange (subject, id, ask, gave, what, purpose, benefit, program, digest, at)
      VALUES (?1, ?2, 'size', 'value', 'shoeSize', 'personal', 'advice', 'gone', ?2, ?3)`;
    const ids = Array.from({ length: 45 }, (_, number) => `exc_00${String(number).padStart(4, "0")}`);
    await db.batch(ids.map((id, number) => db.prepare(row).bind(subject, id, NOON - Math.floor(number / 3) * MINUTE)));
    const pages: unknown[][] = [];
    for (let next: string | null = ""; next !== null;) {
      const page = await mine(visitor, next === "" ? "" : `?after=${next}`);
      pages.push(page.steps);
      next = page.next;
    }
    expect(pages.map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(pages.flat()).toMatchObject(ids.map((_, number) => ({ at: new Date(NOON - Math.floor(number / 3) * MINUTE).toISOString() })));
    expect(pages[0]?.[0]).toMatchObject({ ask: "size", question: null, benefit: { text: null } });
  });

  it("stands in the centre, of a known person only with a proof, and on the page of advisers", async () => {
    const visitor = await told();
    const open = async (locale: string) => (await visitor.ask(`/privacy?site=pk_acme_main&locale=${locale}`, { key: "" })).text;
    expect(await open("en")).toMatch(
      /town\?.*Moment: While choosing.*It is to come by.*Somebody is to look after it.*href="tel:\+493023125012"/s,
    );
    expect(await open("de")).toMatch(/town\? \(de\).*Beim Aussuchen.*Es soll bis zum/s);
    expect(await pageOf(visitor)).toMatch(
      /town\?.*While choosing.*what was promised is due by.*Somebody is to look after it.*size\?.*They answered\./s,
    );
    expect(await open("en")).not.toContain("While choosing");
  });

  // Last: what is overdue halts the question for everybody.
  it("tells what is overdue, and when it has come", async () => {
    const visitor = await told();
    const id = await newestOf(visitor);
    visitor.now += 3 * DAY;
    await visitor.renew();
    expect((await mine(visitor)).steps[0]).toMatchObject({ came: "overdue", ended: null });
    const headers = { "x-earnest-now": String(visitor.now) };
    await request(`/v1/benefits/${id}/delivered?site=pk_acme_main`, { key: SECRET_KEY, body: {}, headers });
    await request(`/v1/tasks/${id}/done?site=pk_acme_main`, { key: SECRET_KEY, body: { who: "anna" } });
    const ended = new Date(visitor.now).toISOString();
    expect((await mine(visitor)).steps[0]).toMatchObject({ came: "delivered", ended, task: "done" });
  });
});

async function newestOf(visitor: Browser): Promise<string> {
  const subject = await subjectOf(visitor);
  const { db } = await shardOf(bindings(), subject);
  const row = await db.prepare("SELECT id FROM exchange WHERE subject = ?1 ORDER BY at DESC LIMIT 1").bind(subject).first<{ id: string }>();
  return row?.id ?? "none";
}
