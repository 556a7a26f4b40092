import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { callsOfControllers } from "../../src/actions/calls-of-controllers.ts";
import { raiseOverdue } from "../../src/actions/exchange/raise-overdue.ts";
import { runCron } from "../../src/jobs/cron.ts";
import { forgetPrograms } from "../../src/storage/cache/program.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { askingProgram } from "../support/asks.ts";
import { OFFER_AUDIENCES, OFFERS, REWARDS } from "../support/offers.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { failEvery } from "./fail-every.ts";
import { merge } from "./merging.ts";
import { rowsOf, subjectOf, YES } from "./subjects.ts";

/** Everything but what one of the questions asks for. */
const UNSAID = { personal: true, memory: true, contextual: true };

type Ask = Readonly<Record<string, unknown>>;
const [size, town, ads] = askingProgram()["asks"] as [Ask, Ask, Ask];
const ASKS = [
  { ...size, promise: { by: "points", reward: "points", points: 30 }, apart: 0 },
  { ...town, promise: { by: "brand", due: "P2D" }, apart: 0, moment: undefined },
  { ...ads, promise: { by: "offer", offer: "once-each" }, apart: 0 },
];

/** Points of Acme are promised on sites of Acme only. */
const sites = (askingProgram()["sites"] as readonly Ask[]).filter(({ controller }) => controller === "acme");
/** What the hourly job does for promises alone, where nothing else of it matters. */
async function keep(now: number): Promise<void> {
  const calls = await callsOfControllers(await platformOf(bindings(), () => undefined), now, { kind: "system", job: "keep-promises" });
  await raiseOverdue([...calls.values()]);
}
const cron = async (now: number) => runCron(await platformOf(bindings(), () => undefined), "7 * * * *", now);

beforeAll(async () => {
  expect((await publish(askingProgram({ sites, asks: ASKS, offers: OFFERS, rewards: REWARDS, audiences: OFFER_AUDIENCES }))).status).toBe(
    201,
  );
});

async function put(visitor: Browser, slots: readonly string[] = ["aside"], context?: unknown) {
  return (await visitor.decide(slots, context)).json.ask ?? null;
}

function answer(
  visitor: Browser,
  { key, token }: { readonly key: string; readonly token: string },
  body: object,
  once: string = crypto.randomUUID(),
) {
  return visitor.ask(`/v1/asks/${key}/answer`, { body: { ...body, token }, headers: { "idempotency-key": once } });
}

/** Somebody who told where they live; what that brings is the brand's to hand over within two days. */
async function promised(): Promise<{ readonly visitor: Browser; readonly id: string }> {
  const visitor = new Browser();
  await visitor.choose(UNSAID);
  await answer(visitor, await put(visitor), { value: 45 });
  visitor.now += 31 * MINUTE;
  await visitor.renew();
  const { json } = await answer(visitor, await put(visitor), { value: "Ulm" });
  expect(json).toMatchObject({ ask: "town", benefit: "advice", gets: null });
  return { visitor, id: json.exchange };
}

/** The question that is left for them. */
const left = async (visitor: Browser) =>
  (await put(visitor, ["aside", "partner"], { url: "http://localhost/?utm_campaign=winter" }))?.key ?? null;

const benefits = (path = "", now = NOON): Promise<Answer> =>
  request(`/v1/benefits${path}?site=pk_acme_main`, {
    key: SECRET_KEY,
    headers: { "x-earnest-now": String(now) },
    ...(path === "" ? {} : { body: {} }),
  });
const mine = async (visitor: Browser) => (await visitor.ask("/v1/me/value")).json;

/** Which question somebody new gets on a page, looking at it for the first time now. */
async function asksOthers(now: number): Promise<string | null> {
  forgetPrograms();
  const visitor = new Browser();
  visitor.now = now;
  await visitor.choose(YES);
  await answer(visitor, await put(visitor), { value: 45 });
  visitor.now += 31 * MINUTE;
  await visitor.renew();
  return (await put(visitor))?.key ?? null;
}

describe("what an answer was promised", () => {
  it("comes with it where it is points or a coupon, once, and the person is told", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const question = await put(visitor);
    const once = crypto.randomUUID();
    expect(question.incentive.value).toBe("We estimate the value of this data to us at what the benefit costs us: 30 Points.");
    const gets = { points: 30, reward: "points", name: "Points", delivered: true };
    for (let sent = 0; sent < 3; sent++) expect((await answer(visitor, question, { value: 45 }, once)).json.gets).toEqual(gets);
    expect(await mine(visitor)).toMatchObject({
      got: [
        { kind: "points", balance: 30, purposes: ["personal"] },
        { kind: "gift", key: "towel" },
      ],
      owed: [],
    });
    const [row] = (JSON.parse(await rowsOf("exchange")) as { incentive: string }[][]).flat();
    expect(await rowsOf("notice_text")).toContain(row?.incentive);
    expect(await rowsOf("notice_text")).toContain("We estimate the value");
    const other = new Browser();
    await other.choose({ memory: true, contextual: true });
    const winter = await put(other, ["partner"], { url: "http://localhost/?utm_campaign=winter" });
    const { version } = (await other.ask("/v1/consent")).json.notice;
    const taken = await answer(other, winter, { consent: true, notice: { version, locale: "en" } });
    expect(taken.json.gets).toMatchObject({ offer: "once-each", sentence: "€5.00 off, once per person.", delivered: true });
    expect((await mine(other)).got).toMatchObject([{ kind: "coupon", key: "once-each", ask: "offers", purposes: ["contextual", "ads"] }]);
  });

  it("comes wholly and once, wherever the answer was killed", async () => {
    for (const when of ["before", "after"] as const) {
      await failEvery(async (env, _, broken, label) => {
        const visitor = new Browser();
        await visitor.choose(YES);
        const question = await put(visitor);
        const once = crypto.randomUUID();
        visitor.env = broken;
        await answer(visitor, question, { value: 45 }, once);
        visitor.env = env;
        const before = await mine(visitor);
        const has = (list: readonly { readonly kind: string }[], kind: string) => list.some((item) => item.kind === kind);
        if (has(before.got, "points")) expect(has(before.gave, "value"), label).toBe(true);
        await answer(visitor, question, { value: 45 }, once);
        await keep(NOON + 5 * MINUTE);
        expect(await mine(visitor), label).toMatchObject({ got: [{ kind: "points", balance: 30 }, { kind: "gift" }], owed: [] });
      }, when);
    }
  });

  it("that was cut off is kept by the hourly job", async () => {
    await failEvery(async (env, _, broken, label) => {
      const visitor = new Browser();
      await visitor.choose(YES);
      const question = await put(visitor);
      visitor.env = broken;
      await answer(visitor, question, { value: 45 });
      visitor.env = env;
      const gave = (await mine(visitor)).gave.filter(({ kind }: { kind: string }) => kind === "value").length;
      await keep(NOON + 5 * MINUTE);
      const { got, owed } = await mine(visitor);
      expect([got.filter(({ kind }: { kind: string }) => kind === "points"), owed], label).toMatchObject([
        gave === 0 ? [] : [{ balance: 30 }],
        [],
      ]);
    }, "after");
  });
});

describe("a benefit that the brand hands over", () => {
  beforeEach(async () => {
    const { json } = await benefits("", NOON + 400 * DAY);
    for (const { id } of json.owed) await benefits(`/${id}/acknowledged`, NOON);
    await cron(NOON);
  });

  it("is owed until the brand says it came; till then that person is asked nothing, on no device, and others are", async () => {
    const { visitor, id } = await promised();
    const other = visitor.copy();
    visitor.now += 31 * MINUTE;
    other.now = visitor.now;
    for (const device of [visitor, other]) {
      await device.renew();
      expect(await left(device)).toBeNull();
    }
    expect(await mine(visitor)).toMatchObject({ owed: [{ ask: "town", benefit: "advice", name: "Something for town" }] });
    expect(await asksOthers(NOON + MINUTE)).toBe("town");
    expect(await benefits()).toMatchObject({ json: { owed: [{ id, ask: "town", by: "brand", overdue: false }], halted: [] } });
    expect(await benefits(`/${id}/delivered`)).toMatchObject({ status: 200, json: { id, outcome: "delivered" } });
    expect(await benefits(`/${id}/acknowledged`)).toMatchObject({ status: 200, json: { id, outcome: "delivered" } });
    expect(await mine(visitor)).toMatchObject({
      owed: [],
      got: [{ kind: "points" }, { kind: "gift" }, { kind: "benefit", key: "town", benefit: "advice" }],
    });
    for (const device of [visitor, other]) {
      await device.renew();
      expect(await left(device)).toBe("offers");
    }
    expect(await rowsOf("audit")).toContain("promise.delivered");
  });

  it("that is overdue is raised by the hourly job, and nobody is asked for it until it came or the brand knows of it", async () => {
    for (const outcome of ["delivered", "acknowledged"]) {
      const { id } = await promised();
      await cron(NOON + DAY);
      expect(await asksOthers(NOON + DAY)).toBe("town");
      const late = NOON + 2 * DAY + 60 * MINUTE;
      await cron(late);
      expect(await asksOthers(late)).toBeNull();
      const { json } = await benefits("", late);
      expect(json.halted).toEqual([{ ask: "town", since: new Date(late).toISOString(), overdue: json.owed.length }]);
      expect(json.owed).toContainEqual(expect.objectContaining({ id, overdue: true }));
      expect(await rowsOf("audit")).toContain("ask.halt");
      for (const owed of json.owed) expect((await benefits(`/${owed.id}/${outcome}`, late)).json.outcome).toBe(outcome);
      expect((await benefits("", late)).json.halted).toEqual([]);
      expect(await asksOthers(late)).toBe("town");
    }
  });

  it("is owed to the person, whichever of their records it was promised to", async () => {
    const [{ visitor, id }, other] = [await promised(), new Browser()];
    await other.choose(UNSAID);
    await merge(await subjectOf(other), await subjectOf(visitor));
    // In another visit: the rest after a question is the person's too, whichever of their records saw it.
    other.now += 120 * MINUTE;
    await other.renew();
    expect(await left(other)).toBeNull();
    await benefits(`/${id}/delivered`);
    await other.renew();
    expect(await left(other)).toBe("offers");
  });
});
