import { beforeAll, describe, expect, it } from "vitest";
import { shardOf } from "../../src/storage/shards.ts";
import { ADVISING } from "../support/advised.ts";
import { askingProgram } from "../support/asks.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { merge } from "./merging.ts";
import { server } from "./people.ts";
import { deliver, keeping, subjectOf } from "./subjects.ts";

const UNSAID = { personal: true, memory: true, contextual: true };
const WINTER = { url: "http://localhost/?utm_campaign=winter" };
const said = { en: "A person answers", de: "Ein Mensch antwortet" };
const CHOOSING = {
  ...{ key: "choosing", name: { en: "While choosing", de: "Beim Aussuchen" }, when: { shoeViews: { $gte: 2 } } },
  trust: [{ kind: "contact", texts: said, link: "tel:+493023125012" }],
};
const [size, town, offers] = askingProgram()["asks"] as readonly object[];
const ASKS = [
  { ...size, apart: 0 },
  { ...town, apart: 0, negative: { values: ["Nowhere"] }, promise: { by: "brand", due: "P2D" } },
  { ...offers, apart: 0 },
];
/** What is shown to whoever told a size is for that moment. */
const EXPERIENCES = (askingProgram()["experiences"] as readonly { readonly key: string }[]).map((experience) =>
  experience.key === "sized" ? { ...experience, moment: "choosing" } : experience,
);
const PROGRAM = { ...ADVISING, moments: [CHOOSING], asks: ASKS, experiences: EXPERIENCES };

beforeAll(async () => {
  expect((await publish(askingProgram(PROGRAM))).status).toBe(201);
});

async function person(): Promise<Browser> {
  const visitor = new Browser();
  await visitor.choose(UNSAID);
  return visitor;
}

async function put(visitor: Browser, slots: readonly string[] = ["aside"], context?: object) {
  return (await visitor.decide(slots, context)).json.ask ?? { key: "none", token: "" };
}

function answer(visitor: Browser, { key, token }: { readonly key: string; readonly token: string }, body: object) {
  return visitor.ask(`/v1/asks/${key}/answer`, { body: { ...body, token }, headers: { "idempotency-key": crypto.randomUUID() } });
}

async function seen(visitor: Browser): Promise<Browser> {
  const { key, token } = await put(visitor);
  expect((await queued(visitor, () => visitor.ask(`/v1/asks/${key}/seen`, { body: { token } }))).status).toBe(200);
  return visitor;
}

const refuse = (visitor: Browser) =>
  queued(visitor, async () => answer(visitor, await put(visitor, ["partner"], WINTER), { refused: true }));

/** Does something of which the queue brings word. */
async function queued(visitor: Browser, work: () => Promise<Answer>): Promise<Answer> {
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  const answered = await work();
  visitor.env = undefined;
  await deliver(kept);
  return answered;
}

/** Somebody who told a size, looked at shoes, and told half an hour later that they live nowhere. */
async function told(): Promise<Browser> {
  const visitor = await person();
  expect((await answer(visitor, await put(visitor), { value: 45 })).status).toBe(201);
  for (let times = 0; times < 2; times++) await visitor.view("fjord");
  visitor.now += 31 * MINUTE;
  await visitor.renew();
  expect((await answer(visitor, await put(visitor), { value: "Nowhere" })).json.ask).toBe("town");
  return visitor;
}

const mine = async (visitor: Browser, query = "") => (await visitor.ask(`/v1/me/journey${query}`)).json;

/** By what somebody is known from now on. */
async function knownAs(visitor: Browser) {
  const identifier = { type: "user", value: crypto.randomUUID() };
  const subject = { type: "subject", value: await subjectOf(visitor) };
  await server("/v1/identities/link", { subject, identifier, source: "crm", proof: "1" });
  return identifier;
}

/** What an adviser is told of them. */
async function advised(visitor: Browser) {
  const identifier = await knownAs(visitor);
  const headers = { "x-earnest-now": String(visitor.now) };
  return (await request("/v1/advisor/look-up?site=pk_acme_main", { key: SECRET_KEY, body: { identifier, actor: "anna" }, headers })).json;
}

/** The page that an adviser is shown of them. */
async function pageOf(visitor: Browser): Promise<string> {
  const { value: identifier } = await knownAs(visitor);
  const staff = new Browser();
  const send = (to: string, fields: Readonly<Record<string, string>>) => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const text = new URLSearchParams(fields).toString();
    return staff.ask(`/advisor/${to}?site=pk_acme_main&locale=en`, { method: "POST", key: "", text, headers });
  };
  await send("sign-in", { name: "anna", key: SECRET_KEY });
  return (await send("look-up", { kind: "user", identifier })).text;
}

describe("a journey", () => {
  it("tells what was asked at which moment, what stood beside it, what for, and what came of it", async () => {
    const visitor = await told();
    const [at, later] = [NOON, NOON + 31 * MINUTE].map((now) => new Date(now).toISOString());
    const due = new Date(NOON + 31 * MINUTE + 2 * DAY).toISOString();
    const nowhere = {
      ...{ ask: "town", question: "town?", moment: { key: "choosing", name: "While choosing" }, at: later },
      trust: [{ kind: "contact", text: "A person answers", link: "tel:+493023125012" }],
      gave: { kind: "value", key: "town", name: "Shoe size" },
      benefit: { kind: "advice", text: "Something for town" },
      ...{ came: "promised", due, ended: null, task: "open" },
    };
    const fits = {
      ...{ ask: "size", question: "size?", moment: null, trust: [], at, came: "given", due: null, ended: null, task: null },
      gave: { kind: "value", key: "shoeSize", name: "Shoe size" },
      benefit: { kind: "better-product", text: "Something for size" },
    };
    expect(await mine(visitor)).toEqual({ steps: [nowhere, fits], unanswered: [], next: null });
    expect((await mine(visitor, "?locale=de")).steps[0]).toMatchObject({ question: "town? (de)", moment: { name: "Beim Aussuchen" } });
    expect(await advised(visitor)).toMatchObject({ allowed: true, journey: { steps: [nowhere, fits], unanswered: [] } });
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

  it("names the moment of what was shown, beside why it was", async () => {
    const visitor = await told();
    const { exposure } = (await visitor.decide(["quiet"])).json.decisions.quiet;
    await queued(visitor, () => visitor.ask("/v1/exposures", { body: { exposures: [exposure] } }));
    const { decisions } = (await visitor.ask("/v1/me/decisions?locale=de")).json;
    expect(decisions).toMatchObject([{ experience: "sized", moment: { key: "choosing", name: "Beim Aussuchen" }, same: true }]);
    const page = (await visitor.ask("/privacy?site=pk_acme_main&locale=en", { key: "" })).text;
    expect(page.slice(page.indexOf('id="seen"'), page.indexOf('id="value"'))).toContain("Moment: While choosing");
  });

  it("knows what was seen and never answered, and a no from that", async () => {
    const visitor = await seen(await person());
    const shown = {
      ...{ ask: "size", question: "size?", moment: null, trust: [], came: "seen", at: new Date(NOON).toISOString() },
      benefit: { kind: "better-product", text: "Something for size" },
    };
    expect(await mine(visitor)).toEqual({ steps: [], unanswered: [shown], next: null });
    expect((await advised(visitor)).journey).toEqual({ steps: [], unanswered: [shown] });
    const other = await person();
    expect((await refuse(other)).status).toBe(200);
    expect(await mine(other)).toMatchObject({ steps: [], unanswered: [{ ask: "offers", came: "refused" }] });
  });

  it("is told to an adviser as far as advice goes, and is all there for the person", async () => {
    const refused = await person();
    await refuse(refused);
    expect((await mine(refused)).unanswered).toHaveLength(1);
    expect((await advised(refused)).journey).toEqual({ steps: [], unanswered: [] });
    const forgotten = await seen(await person());
    await forgotten.choose({ memory: false });
    expect((await advised(forgotten)).journey).toEqual({ steps: [], unanswered: [] });
    const silent = await told();
    await silent.choose({ personal: false });
    expect((await mine(silent)).steps).toHaveLength(2);
    expect(await advised(silent)).toMatchObject({ allowed: false, journey: null });
  });

  it("is of all records of one person, and of nobody else", async () => {
    const [one, two, stranger] = [await told(), await told(), await person()];
    expect((await merge(await subjectOf(one), await subjectOf(two))).status).toBe(200);
    two.now += MINUTE;
    await two.renew();
    expect((await mine(two)).steps.map(({ ask }: { ask: string }) => ask)).toEqual(["town", "town", "size", "size"]);
    expect(await mine(stranger)).toEqual({ steps: [], unanswered: [], next: null });
    await knownAs(one);
    expect(await mine(two)).toMatchObject({ status: 403, errors: [{ field: "proof", rule: "signed-in" }] });
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
