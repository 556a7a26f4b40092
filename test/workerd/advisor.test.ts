import { beforeAll, describe, expect, it } from "vitest";
import { advisedProgram } from "../support/advised.ts";
import { REWARDS } from "../support/offers.ts";
import { accessTeam } from "./access-team.ts";
import { bindings } from "./bindings.ts";
import { caller } from "./calling.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { failingAt } from "./faults.ts";
import { rowsOf } from "./subjects.ts";

const SITE = "?site=pk_acme_main";

/** Points come of what advice uses, and other points of what personalization does. */
const rewards = REWARDS.map((reward) => ({ ...reward, for: [reward.key === "own" ? "advice" : "personal"] }));

beforeAll(async () => {
  expect((await publish(advisedProgram({ rewards }))).status).toBe(201);
});

function lookUp(phone: string, { now = NOON + MINUTE, env = bindings() } = {}): Promise<Answer> {
  const body = { identifier: { type: "phone", value: phone }, actor: "anna" };
  return request(`/v1/advisor/look-up${SITE}`, { key: SECRET_KEY, body, headers: { "x-earnest-now": String(now) }, env });
}

function tell(view: Answer, experience: string, outcome: string, now = NOON + MINUTE): Promise<Answer> {
  const { subject, view: id } = view.json;
  const body = { subject, view: id, experience, outcome, actor: "anna" };
  return request(`/v1/advisor/hints${SITE}`, { key: SECRET_KEY, body, headers: { "x-earnest-now": String(now) } });
}

const hintsOf = (view: Answer): string[] => view.json.hints.map(({ experience }: { experience: string }) => experience);

describe("a look-up by an adviser", () => {
  it("shows in one call what the purpose of advice may see, hints with reasons, and nothing of any other purpose", async () => {
    const { phone, subject } = await caller();
    const view = await lookUp(phone.replace("+49", "0049 "));
    expect(view).toMatchObject({
      status: 200,
      json: {
        subject,
        allowed: true,
        why: "granted",
        attributes: { shoeSize: { value: 45, source: "volunteered", purposes: ["advice"] }, bought: { value: 1, source: "observed" } },
        purchases: [{ name: "Order Completed", fields: { product: "runner", price: 90 } }],
        contacts: [{ name: "Call Taken", fields: { about: "delivery" } }],
      },
    });
    expect(hintsOf(view)).toEqual(["socks", "insoles"]);
    expect(view.json.hints[0]).toMatchObject({ content: { text: "Say socks" }, because: [{ attribute: "bought", purpose: "advice" }] });
    expect(view.json.hints[0].because[0].sentence).toMatch(/Purchases \(1\).*Advice/);
    expect(view.text).not.toMatch(/diary|private|unseen|lastProduct|shoeViews/);
  });

  it("tells what the person gave and got as far as advice goes, and is silent of what they gave for other purposes", async () => {
    const { phone, subject } = await caller();
    for (const reward of ["own", "points"]) {
      const body = { subject: { type: "subject", value: subject }, points: 40 };
      const headers = { "idempotency-key": crypto.randomUUID() };
      expect(await request(`/v1/loyalty/${reward}/earn${SITE}`, { key: SECRET_KEY, body, headers })).toMatchObject({ status: 200 });
    }
    const { value } = (await lookUp(phone)).json;
    const shared = { purposes: ["advice"], ask: null };
    expect(value.gave).toEqual([
      { kind: "value", key: "shoeSize", name: "Shoe size", source: "volunteered", at: expect.any(String), ...shared },
      { kind: "value", key: "bought", name: "Purchases", source: "observed", at: expect.any(String), ...shared },
      { kind: "consent", key: "advice", name: "Advice", source: null, at: expect.any(String), ...shared },
    ]);
    expect(value.got).toEqual([
      { kind: "points", key: "own", name: "Own points", balance: 40, earned: 40, purposes: ["advice"], at: null },
    ]);
    expect(value.purposes).toEqual([{ purpose: "advice", name: "Advice", gave: 3, got: 1 }]);
    expect(JSON.stringify(value)).not.toMatch(/personal|diary/i);
  });

  it.each([
    ["refused", { advice: false, personal: true }, "denied"],
    ["never asked", { personal: true }, "unknown"],
  ])("shows nothing but that it is not allowed where advice was %s", async (_, decisions, why) => {
    const { phone } = await caller(decisions);
    const view = await lookUp(phone);
    expect(view.json).toMatchObject({
      allowed: false,
      why,
      attributes: {},
      purchases: [],
      contacts: [],
      given: [],
      value: null,
      hints: [],
    });
    expect(view.text).not.toMatch(/":45|runner|delivery/);
  });

  it("shows nothing from the moment advice is taken back", async () => {
    const { phone, visitor } = await caller();
    visitor.now += MINUTE;
    await visitor.choose({ advice: false });
    expect((await lookUp(phone, { now: visitor.now })).json).toMatchObject({ allowed: false, why: "withdrawn", attributes: {}, hints: [] });
  });

  it("says of a number nobody has that nobody is known, and writes that down without the number", async () => {
    expect((await lookUp("+493099999999")).json).toEqual({ view: null, subject: null, allowed: false, why: "unknown" });
    const audit = await rowsOf("audit", "viewed");
    expect(audit).toContain("staff:test/anna");
    expect(audit).not.toContain("99999999");
  });

  it("is told to the person: when, by whom, for what; and is not shown where it could not be written down", async () => {
    const { phone, visitor, subject } = await caller();
    await lookUp(phone);
    const { json } = await visitor.ask("/v1/me/views");
    expect(json.views).toEqual([{ at: new Date(NOON + MINUTE).toISOString(), actor: "staff:test/anna", purpose: "advice", allowed: true }]);
    expect(JSON.stringify((await new Browser().ask("/v1/me/views")).json)).toBe('{"views":[]}');
    let failed = 0;
    for (let call = 1; call <= 30; call++) {
      const view = await lookUp(phone, { env: failingAt(bindings(), call, "before") });
      if (view.status === 200) continue;
      failed += 1;
      expect(view.text).not.toMatch(/runner|":45/);
    }
    expect(failed).toBeGreaterThan(5);
    const views = (await visitor.ask("/v1/me/views")).json.views.length;
    expect(views).toBe(1 + 30 - failed);
    expect(await rowsOf("audit")).toContain(subject);
  });
});

describe("what became of a hint", () => {
  it("is told once, rests for the person, and lets hints that are taken come first for everybody", async () => {
    const [first, second] = [await caller(), await caller()];
    const view = await lookUp(first.phone);
    expect((await tell(view, "socks", "ignored")).status).toBe(201);
    expect((await tell(view, "socks", "ignored")).status).toBe(200);
    expect(await tell(view, "socks", "taken")).toMatchObject({ status: 422, json: { errors: [{ field: "outcome", rule: "once" }] } });
    expect(await tell(view, "sandals", "taken")).toMatchObject({ status: 422, json: { errors: [{ field: "experience", rule: "given" }] } });
    expect((await tell(view, "insoles", "taken")).status).toBe(201);
    expect(hintsOf(await lookUp(first.phone))).toEqual([]);
    expect(hintsOf(await lookUp(second.phone))).toEqual(["insoles", "socks"]);
    expect(hintsOf(await lookUp(first.phone, { now: NOON + 31 * DAY }))).toEqual(["insoles", "socks"]);
    expect(await rowsOf("hint_count")).toMatch(/"insoles","taken":1,"ignored":0/);
  });

  it("never reaches the person by itself: no page and no flag has the adviser's slot", async () => {
    const { visitor } = await caller();
    const { json } = await visitor.decide(["adviser", "socks"]);
    expect(json.decisions.adviser).toMatchObject({ reason: "unknown-slot", content: null });
    const flag = await visitor.ask("/ofrep/v1/evaluate/flags/socks", { body: { context: { targetingKey: "x" } } });
    expect(flag.status).toBe(404);
  });
});

describe("advice that was taken", () => {
  it("is in what the person got, once however often it is told, and not where it was ignored or is allowed no more", async () => {
    const { phone } = await caller();
    const view = await lookUp(phone);
    for (const status of [201, 200, 200]) expect((await tell(view, "insoles", "taken")).status).toBe(status);
    expect((await tell(view, "socks", "ignored")).status).toBe(201);
    const at = new Date(NOON + MINUTE).toISOString();
    const advice = { kind: "advice", key: "insoles", name: "Advice", purposes: ["advice"], times: 1, at };
    expect((await lookUp(phone)).json.value.got).toEqual([advice]);
    const other = await caller();
    const late = await lookUp(other.phone);
    other.visitor.now += MINUTE;
    await other.visitor.choose({ advice: false });
    expect((await tell(late, "insoles", "taken", NOON + 2 * MINUTE)).status).toBe(201);
    expect(await rowsOf("brought")).not.toContain(other.subject);
  });

  it("is written with what was told or not at all, whichever call fails", async () => {
    for (let call = 1; call <= 10; call++) {
      const { phone, subject } = await caller();
      const view = await lookUp(phone);
      const body = { subject, view: view.json.view, experience: "insoles", outcome: "taken", actor: "anna" };
      const env = failingAt(bindings(), call, "after");
      await request(`/v1/advisor/hints${SITE}`, { key: SECRET_KEY, body, env, headers: { "x-earnest-now": String(NOON + MINUTE) } });
      expect((await rowsOf("brought")).includes(subject)).toBe((await rowsOf("hint")).includes(subject));
    }
  });
});

describe("staff of a Cloudflare Access team", () => {
  it("is let in by a live token of its application, and is kept as a keyed hash of its address", async () => {
    const { team, tokenOf, foreign } = await accessTeam();
    const env = { ...bindings(), EARNEST_ACCESS: `${team} audience-of-desk` };
    const { phone, visitor } = await caller();
    const ask = async (change: Record<string, unknown> = {}, key?: typeof foreign, body: object = {}): Promise<Answer> => {
      const headers = { "cf-access-jwt-assertion": await tokenOf(change, key), "x-earnest-now": String(NOON + MINUTE) };
      return request(`/v1/advisor/look-up${SITE}`, { body: { identifier: { type: "phone", value: phone }, ...body }, headers, env });
    };
    expect((await ask()).json).toMatchObject({ allowed: true });
    const [{ actor }] = (await visitor.ask("/v1/me/views")).json.views;
    expect(actor).toMatch(/^staff:access\/[0-9a-f]{16}$/);
    expect(await rowsOf("audit", "viewed")).not.toMatch(/anna@/i);
    for (const refused of [
      await ask({ aud: "another" }),
      await ask({ iss: "https://x.example" }),
      await ask({ exp: NOON / 1000 - 60 }),
      await ask({}, foreign),
    ])
      expect(refused).toMatchObject({ status: 401, json: { errors: [{ field: "cf-access-jwt-assertion", rule: "token" }] } });
    expect(await ask({}, undefined, { actor: "berta" })).toMatchObject({
      status: 422,
      json: { errors: [{ field: "actor", rule: "access" }] },
    });

    const see = (token: string): Promise<Answer> => {
      const headers = { cookie: `CF_Authorization=${token}`, "x-earnest-now": String(NOON + MINUTE) };
      return request(`/advisor${SITE}`, { headers, env });
    };
    const page = await see(await tokenOf());
    expect(page.text).toContain(`Signed in as ${actor.replace("staff:", "")}.`);
    expect(page.text).toContain('href="/cdn-cgi/access/logout"');
    for (const token of [await tokenOf({ aud: "another" }), await tokenOf({}, foreign), "x"])
      expect((await see(token)).text).toContain("Your key");
  });
});
