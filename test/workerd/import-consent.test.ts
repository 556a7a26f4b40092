import { beforeAll, describe, expect, it } from "vitest";
import { verifyLedger } from "../../src/actions/consent/verify-ledger.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, type Answer } from "./client.ts";
import { subjectIn, subjectOf, YES } from "./subjects.ts";

const IMPORTS = [{ system: "onetrust", map: { C0003: ["memory"], C0004: ["personal", "ads"] } }];

beforeAll(async () => {
  expect((await publish({ ...(testProgram() as object), imports: IMPORTS })).status).toBe(201);
});

function take(visitor: Browser, decisions: Record<string, boolean>, more: object = {}): Promise<Answer> {
  return visitor.ask("/v1/consent", { body: { method: "import", source: "onetrust", decisions, ...more } });
}

describe("choices made in another system", () => {
  it("are taken over, marked in the ledger, and not asked for again", async () => {
    const visitor = new Browser();
    expect(await take(visitor, { memory: true, personal: true, ads: false })).toMatchObject({
      status: 201,
      json: { version: 1, allowed: { memory: true, personal: true, ads: false }, state: { ads: "denied" } },
    });
    const { json } = await visitor.ask("/v1/consent");
    expect(json.consent).toMatchObject({ noticeDue: false, due: [] });
    const { entries } = (await visitor.ask("/v1/consent/history")).json;
    expect(entries[0].record).toMatchObject({ method: "import", notice: null, evidence: { actor: "onetrust", reference: "browser" } });
    expect(await verifyLedger(bindings(), await subjectOf(visitor))).toEqual({ entries: 1, faults: [] });
  });

  it("leave only what they do not speak of to be asked", async () => {
    const visitor = new Browser();
    await take(visitor, { memory: false });
    expect(await subjectIn(visitor)).toBeNull();
    expect((await visitor.ask("/v1/consent")).json.consent).toMatchObject({ noticeDue: true, due: ["personal", "ads"] });
  });

  it("never override what was said here, yes or no, on this device or another", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: false, memory: true });
    const first = await take(visitor, { personal: true, memory: false, ads: true });
    expect(first.json.state).toMatchObject({ personal: "denied", memory: "granted", ads: "granted" });
    const again = await take(visitor, { personal: true, memory: false, ads: false });
    expect(again).toMatchObject({ status: 201, json: { receipt: null, version: 2, state: { personal: "denied", ads: "granted" } } });
    expect(again.headers.getSetCookie()).toEqual([]);
    await visitor.withdraw();
    expect((await take(visitor, { personal: true, memory: true, ads: true })).json.allowed).toMatchObject({
      personal: false,
      memory: false,
    });
    expect((await verifyLedger(bindings(), await subjectOf(visitor))).entries).toBe(3);
    const other = new Browser();
    await other.choose(YES);
    const device = other.copy();
    await other.withdraw();
    await take(device, { personal: true });
    device.now += MINUTE;
    expect((await device.renew()).json.consent.allowed.personal).toBe(false);
  });

  it("give no yes that a signal stops, and none later when the signal stays away", async () => {
    const visitor = new Browser();
    visitor.gpc = true;
    expect((await take(visitor, { ads: true, personal: true })).json.state).toMatchObject({ ads: "unknown", personal: "granted" });
    visitor.gpc = false;
    expect((await visitor.decide()).json.consent.allowed).toMatchObject({ ads: false, personal: true });
  });

  it("count from when they were made, where the other system says so", async () => {
    const visitor = new Browser();
    await take(visitor, { personal: true }, { at: new Date(NOON - 170 * DAY).toISOString() });
    expect((await visitor.decide()).json.consent.allowed.personal).toBe(true);
    visitor.now = NOON + 20 * DAY;
    expect((await visitor.renew()).json.consent).toMatchObject({ why: { personal: "expired" }, due: expect.arrayContaining(["personal"]) });
  });

  it("are refused for what the program does not map, or what is no matter of consent", async () => {
    const visitor = new Browser();
    expect((await take(visitor, { contextual: true })).json.errors).toMatchObject([{ field: "decisions.contextual", rule: "import-map" }]);
    expect((await take(visitor, { service: true })).json.errors).toMatchObject([{ field: "decisions.service", rule: "choice" }]);
    expect((await take(visitor, { personal: true }, { at: "2100-01-01T00:00:00Z" })).json.errors).toMatchObject([{ field: "at" }]);
  });
});

describe("a choice submitted twice under one key", () => {
  const submit = async (visitor: Browser, decisions: Record<string, boolean>, once: string): Promise<Answer> => {
    const { json } = await visitor.ask("/v1/consent");
    const body = { decisions, notice: { version: json.notice.version, locale: "en" }, method: "banner" };
    return visitor.ask("/v1/consent", { body, headers: { "idempotency-key": once } });
  };

  it("is one choice of one person, although its first answer was lost", async () => {
    const once = crypto.randomUUID();
    const [lost, again] = [new Browser(), new Browser()];
    const first = await submit(lost, YES, once);
    const second = await submit(again, YES, once);
    expect(second).toMatchObject({ status: 201, json: { receipt: first.json.receipt, version: 1 } });
    expect(await subjectOf(again)).toBe(await subjectOf(lost));
    expect((await again.decide()).json.consent.allowed.personal).toBe(true);
    expect(await verifyLedger(bindings(), await subjectOf(again))).toEqual({ entries: 1, faults: [] });
    expect((await submit(again, { personal: false }, once)).json.errors).toMatchObject([{ field: "idempotency-key" }]);
  });

  it("is one refusal without a subject, and one withdrawal", async () => {
    const once = crypto.randomUUID();
    const [lost, again] = [new Browser(), new Browser()];
    const first = await submit(lost, { ads: false }, once);
    expect(await submit(again, { ads: false }, once)).toMatchObject({ status: 201, json: { receipt: first.json.receipt } });
    expect((await verifyLedger(bindings(), first.json.receipt)).entries).toBe(1);
    const visitor = new Browser();
    await visitor.choose(YES);
    const tab = visitor.copy();
    const headers = { "idempotency-key": crypto.randomUUID() };
    const answers = [await visitor.withdraw({ headers }), await tab.withdraw({ headers })];
    expect(answers[1]?.json).toEqual(answers[0]?.json);
    expect((await verifyLedger(bindings(), await subjectOf(visitor))).entries).toBe(2);
    expect((await tab.decide()).json.consent.allowed.personal).toBe(false);
  });
});

describe("a page is told to look for another system's choice", () => {
  it("while nobody has spoken here and something is due, and what each category stands for", async () => {
    const visitor = new Browser();
    const { json } = await visitor.ask("/v1/consent?detail=true");
    expect([json.consent.imports, json.detail.imports]).toEqual([true, IMPORTS]);
    await take(visitor, { personal: false });
    expect((await visitor.decide()).json.consent).not.toHaveProperty("imports");
    const free = new Browser();
    free.country = "US";
    expect((await free.decide()).json.consent).not.toHaveProperty("imports");
  });
});
