import { beforeAll, describe, expect, it } from "vitest";
import { verifyLedger } from "../../src/actions/consent/verify-ledger.ts";
import { resolveMode } from "../../src/core/consent/resolve-rule.ts";
import { RULES } from "../../src/core/consent/rules-table.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { NO, subjectOf, YES } from "./subjects.ts";

const HARD = 300_000;

beforeAll(async () => {
  await publish();
});

function californian(): Browser {
  const visitor = new Browser();
  visitor.country = "US";
  visitor.region = "CA";
  return visitor;
}

async function served(subject: string, now: number): Promise<Record<string, string>> {
  const body = { subject: { type: "subject", value: subject }, slots: ["partner"] };
  const headers = { "x-earnest-now": String(now), "x-earnest-country": "US", "x-earnest-region": "CA" };
  return (await request("/v1/decide?site=pk_acme_main", { key: SECRET_KEY, body, headers })).json.consent.why;
}

describe("another device", () => {
  it("left open stops within the hard time of its pass, without asking anybody, and at its next renewal", async () => {
    const phone = new Browser();
    await phone.choose(YES);
    const [closed, open] = [phone.copy(), phone.copy()];
    await phone.withdraw();
    closed.now = NOON + HARD - 1_000;
    expect((await closed.decide()).json.consent.allowed.personal).toBe(true);
    closed.now = NOON + HARD;
    expect((await closed.decide()).json.consent).toMatchObject({ allowed: { personal: false }, why: { personal: "withdrawn" } });
    open.now = NOON + MINUTE;
    expect((await open.renew()).json.consent.allowed.personal).toBe(false);
  });

  it("and a server's calls feel Global Privacy Control where it binds, and its silence gives nothing back", async () => {
    const [phone, now] = [californian(), NOON + MINUTE];
    await phone.choose({ ads: true, personal: true });
    const subject = await subjectOf(phone);
    expect((await served(subject, NOON))["ads"]).toBe("granted");
    const laptop = phone.copy();
    Object.assign(laptop, { gpc: true, now });
    const decided = await laptop.decide();
    expect(decided.json).toMatchObject({
      renewAfter: 0,
      consent: { state: { ads: "granted" }, why: { ads: "gpc" }, signals: { display: true, stopped: ["ads"] } },
    });
    expect((await laptop.renew()).json.consent).toMatchObject({ allowed: { ads: false, personal: true }, signals: { stopped: ["ads"] } });
    expect((await served(subject, now))["ads"]).toBe("withdrawn");
    phone.now = now;
    expect((await phone.renew()).json.consent).toMatchObject({ allowed: { ads: false, personal: true }, why: { ads: "withdrawn" } });
    const { entries } = (await phone.ask("/v1/consent/history")).json;
    expect(entries.at(-1).record).toMatchObject({ method: "signal", rule: "US-CA", signals: { gpc: true } });
    expect((await verifyLedger(bindings(), subject)).faults).toEqual([]);
  });

  it("gains nothing by a yes that was given under the signal", async () => {
    const laptop = californian();
    laptop.gpc = true;
    const chosen = await laptop.choose({ ads: true, personal: true });
    expect(chosen).toMatchObject({ status: 201, json: { allowed: { ads: false, personal: true } } });
    expect((await served(await subjectOf(laptop), NOON))["ads"]).toBe("withdrawn");
    const methods = (await laptop.ask("/v1/consent/history")).json.entries.map(
      ({ record }: { record: { method: string } }) => record.method,
    );
    expect(methods).toEqual(["banner", "signal"]);
    const phone = laptop.copy();
    phone.gpc = false;
    expect((await phone.choose({ ads: true })).json.allowed.ads).toBe(true);
  });
});

describe("copies of a cookie", () => {
  /** What a browser sends when a sub-domain set the same names for the whole domain. */
  const sending = (...cookies: readonly (readonly [string, string | undefined])[]) => ({
    cookie: cookies.map(([name, value]) => `${name}=${value}`).join("; "),
  });
  const allowedTo = async (headers: { cookie: string }, now = NOON) => {
    const visitor = new Browser();
    visitor.now = now;
    return (await visitor.ask("/v1/decide", { body: { slots: ["hero"] }, headers })).json.consent.allowed;
  };
  const PASS = "__Host-earnest";
  const FLOOR = "__Host-earnest-floor";
  const CHOICE = "earnest_choice";

  it("of the readable choice: every no counts, in whatever order, and no yes does", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: true });
    const pass = visitor.jar.get(PASS);
    const own = visitor.jar.get(CHOICE);
    const until = own?.split(".")[0];
    const [forgedYes, forgedNo] = [`${until}.ads~memory~personal.`, `${until}..personal`];
    expect(await allowedTo(sending([CHOICE, forgedYes], [PASS, pass], [CHOICE, own]))).toMatchObject({ personal: true, ads: false });
    for (const order of [
      [own, forgedNo],
      [forgedNo, own],
      [forgedYes, own, forgedNo],
    ])
      expect((await allowedTo(sending([PASS, pass], ...order.map((value) => [CHOICE, value] as const)))).personal).toBe(false);
    expect(await allowedTo(sending([CHOICE, forgedYes], [CHOICE, forgedYes]))).toMatchObject({ personal: false, ads: false });
  });

  it("of a pass: an older one of the same person never widens, and a forged one hides no other", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const older = visitor.jar.get(PASS);
    await visitor.choose({ personal: false });
    const newer = visitor.jar.get(PASS);
    for (const order of [
      [older, newer],
      [newer, older],
      ["v1.forged.AAAA", newer, older],
    ]) {
      const allowed = await allowedTo(sending(...order.map((value) => [PASS, value] as const)));
      expect(allowed).toMatchObject({ personal: false, ads: true });
    }
  });

  it("of passes of two people: what either refused holds", async () => {
    const [yes, no] = [new Browser(), new Browser()];
    await yes.choose(YES);
    await no.choose({ ...NO, memory: true });
    await no.withdraw();
    for (const order of [
      [yes, no],
      [no, yes],
    ]) {
      const passes = order.map((visitor) => [PASS, visitor.jar.get(PASS)] as const);
      expect(await allowedTo(sending(...passes))).toMatchObject({ personal: false, ads: false, memory: false });
    }
  });

  it("of a floor: the one that says most holds", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const pass = visitor.jar.get(PASS);
    await visitor.withdraw();
    const floor = visitor.jar.get(FLOOR);
    for (const order of [
      ["-.1", floor],
      [floor, "00000000.1"],
    ])
      expect((await allowedTo(sending([PASS, pass], ...order.map((value) => [FLOOR, value] as const)))).personal).toBe(false);
  });
});

describe("one controller", () => {
  it("never speaks for another: their passes, permits and receipts are nobody's there", async () => {
    const visitor = new Browser();
    const { json } = await visitor.choose(YES);
    const elsewhere = visitor.copy();
    elsewhere.key = "pk_other_main";
    elsewhere.jar.delete("earnest_choice");
    expect((await elsewhere.decide()).json.consent).toMatchObject({ state: { personal: "unknown" }, allowed: { personal: false } });
    expect((await elsewhere.ask(`/v1/consent/receipts/${json.receipt}`)).status).toBe(404);
    expect((await elsewhere.ask("/v1/consent/history")).json.entries).toEqual([]);
  });
});

describe("each row of the law", () => {
  const PLACES = RULES.map((rule) => [rule.id, rule] as const);

  it.each(PLACES)("%s decides what a visitor is asked, shown and told", async (id, rule) => {
    const visitor = new Browser();
    const [region = ""] = rule.regions;
    Object.assign(visitor, { country: rule.countries[0] ?? region.slice(0, 2), region: region.slice(3) });
    if (id === "DEFAULT") visitor.country = "ZZ";
    if (id === "CA") visitor.region = "ON";
    const { consent, notice } = (await visitor.ask("/v1/consent")).json;
    const asked = ["memory", "personal", "ads"].filter((key) => resolveMode(rule.modes[CLASS_OF[key] ?? "necessary"], []) === "opt-in");
    expect(consent).toMatchObject({ jurisdiction: id, noticeDue: asked.length > 0, due: asked });
    expect(notice.refusal).toBe(rule.refusal);
    expect(consent.links).toEqual(id === "US-CA" ? ["choices"] : []);
    visitor.gpc = true;
    const signalled = (await visitor.ask("/v1/consent")).json.consent;
    expect(signalled.allowed.ads).toBe(false);
    expect(signalled.signals.display).toBe(id === "US-CA");
    expect(signalled.due).not.toContain("ads");
  });
});

const CLASS_OF: Readonly<Record<string, "functional" | "personalization" | "advertising">> = {
  memory: "functional",
  personal: "personalization",
  ads: "advertising",
};
