import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Person, type Scenario } from "../support/scenario.ts";

const SITE = "pk_varma_home";
const DAY = 86_400_000;
const HOURLY = "7 * * * *";
const CONSENT = { consent: { categoryPreferences: { compare: true } } };
const FLAT = { homeType: "flat", homeSize: "60-90", region: "north" };
const HOUSE = { homeType: "house", homeSize: "120-160", region: "north" };
/** Enough for the floor, with the one who looks; and one more. */
const FLATS = 102;

let maker: Scenario;
let flat: Person;
let house: Person;

beforeAll(async () => {
  maker = await startScenario("thermostat");
  [flat, house] = [await household(true), await household(true)];
  await meter(flat, FLAT, 310, 21);
  await meter(house, HOUSE, 900, 17);
  const flats = Array.from({ length: FLATS - 1 }, (_, at) => ({ id: `flat-${at}`, kwh: 200 + 2 * at, home: FLAT }));
  const houses = Array.from({ length: 20 }, (_, at) => ({ id: `house-${at}`, kwh: 700 + 10 * at, home: HOUSE }));
  await arrive([...flats, ...houses]);
}, 120_000);
afterAll(() => maker.stop());

interface Home {
  readonly id: string;
  readonly kwh: number;
  readonly home: Readonly<Record<string, string>>;
}

/** Somebody with the maker's page open. */
async function household(yes: boolean): Promise<Person> {
  const person = maker.person(SITE, "SE");
  expect((await person.choose({ compare: yes })).status).toBe(201);
  return person;
}

/** What a thermostat sends of a night and a day. */
async function meter(person: Person, home: Readonly<Record<string, string>>, kwh: number, night: number): Promise<void> {
  expect((await person.identify(home)).json).toMatchObject({ accepted: 1 });
  expect((await person.track("Heat Metered", { kwh, night })).json).toMatchObject({ accepted: 1 });
}

/** Homes that said yes in the maker's app, and what their thermostats sent since. */
async function arrive(homes: readonly Home[]): Promise<void> {
  const { json } = await maker.person(SITE, "SE").ask("/v1/consent");
  const told = { method: "web-form", actor: "varma-app", evidence: "screen-3", notice: { version: json.notice.version, locale: "en" } };
  for (let from = 0; from < homes.length; from += 20) {
    const some = homes.slice(from, from + 20);
    await Promise.all(some.map(({ id }) => choose(id, true, told)));
    const batch = some.flatMap(({ id, kwh, home }) => [
      { type: "identify", userId: id, traits: home, context: CONSENT, messageId: crypto.randomUUID() },
      ...[0.4, 0.6].map((part) => ({
        ...{ type: "track", event: "Heat Metered", userId: id, context: CONSENT, messageId: crypto.randomUUID() },
        properties: { kwh: kwh * part, night: 18 },
      })),
    ]);
    expect((await maker.server(`/v1/batch?site=${SITE}`, { body: { batch } })).json).toMatchObject({ accepted: batch.length });
  }
  await maker.until(metered, (n) => n >= homes.length);
}

const metered = async () =>
  Number(
    (
      await maker.rows(
        "SELECT count(*) AS n FROM profile WHERE attributes ->> '$.homeType' IS NOT NULL AND attributes ->> '$.kwh30' IS NOT NULL",
      )
    )[0]?.["n"],
  );

async function choose(id: string, yes: boolean, told: object): Promise<void> {
  const body = { ...told, subject: { type: "user", value: id }, decisions: { compare: yes }, place: { country: "SE" } };
  const headers = { "idempotency-key": crypto.randomUUID() };
  const answer = await maker.server(`/v1/consent?site=${SITE}`, { body, headers });
  expect([200, 201], JSON.stringify(answer.json)).toContain(answer.status);
}

const reportsOf = async (person: Person) => (await person.ask("/v1/me/reports?locale=en")).json.reports;
const REPORTS = "SELECT r.* FROM report AS r JOIN profile AS p ON p.subject = r.subject";

/** The same report by the week, so that the next one is due in seven days, with nobody's use out of its 30. */
async function weekly(): Promise<void> {
  const program = structuredClone(maker.program) as { reports: { personal: { every: string } }[] };
  for (const { personal } of program.reports) personal.every = "week";
  expect((await maker.publish(program)).status).toBe(201);
}

describe("a connected thermostat", () => {
  it("heats for who refuses, and makes no report of what they use", async () => {
    const person = await household(false);
    expect((await person.identify(FLAT)).json).toMatchObject({ accepted: 0 });
    expect((await person.track("Heat Metered", { kwh: 400, night: 20 })).json).toMatchObject({ accepted: 0, dropped: { "no-consent": 1 } });
    await maker.cron(HOURLY);
    expect((await person.ask("/v1/me/reports")).status).toBe(404);
    expect(await person.shown("night")).toEqual({ night: "no-consent" });
    const reports = await maker.rows("SELECT subject FROM report");
    expect(reports).toHaveLength(FLATS + 21);
    const allowed = await maker.rows("SELECT subject FROM register WHERE state ->> '$.decisions.compare.state' = 'granted'");
    for (const { subject } of reports) expect(allowed.map((row) => row["subject"])).toContain(subject);
  });

  it("tells a home what it used, where that stands among a hundred others, and one thing to try, for the same reason as on its page", async () => {
    expect(await reportsOf(flat)).toMatchObject([
      {
        ...{ report: "energy", name: "Your heat", value: 310, own: "Your home used 310 kWh in the last 30 days." },
        // 53 of 101 use clearly less, and of six who use about the same half are counted with them.
        compared: {
          ...{ percent: 55, others: 100 },
          text: "That is more than about 55 % of 100 or more homes of your kind, size and region.",
        },
        tip: "Your nights are warm. One degree less from ten to six saves about 3 % of your heat.",
      },
    ]);
    expect(await flat.slot("night")).toMatchObject({
      experience: "warm-nights",
      because: [{ attribute: "nightDegrees", source: "observed", purpose: "compare" }],
    });
    const value = (await flat.ask("/v1/me/value?locale=en")).json.got;
    expect(value).toContainEqual(expect.objectContaining({ kind: "report", name: "Your heat", purposes: ["compare"], times: 1 }));
  });

  it("compares no home under the floor: those few read their own number and a tip", async () => {
    expect(await reportsOf(house)).toMatchObject([
      { own: "Your home used 900 kWh in the last 30 days.", compared: null, tip: expect.stringContaining("five minutes") },
    ]);
    const [told] = await maker.rows(`SELECT count(*) AS n FROM (${REPORTS}) WHERE percent IS NOT NULL AND cohort LIKE '%house%'`);
    expect(told?.["n"]).toBe(0);
    expect((await maker.rows("SELECT * FROM report_cohort")).length, "no count stays that tells of few").toBe(0);
  });

  it("leaves a home that withdrew out of the next comparison, which moves nobody by more than a step, and falls away under the floor", async () => {
    const { json } = await flat.ask("/v1/consent");
    const told = { method: "web-form", actor: "varma-app", evidence: "screen-9", notice: { version: json.notice.version, locale: "en" } };
    await weekly();
    maker.now += 7 * DAY;
    await choose("flat-100", false, told);
    await maker.cron(HOURLY);
    await flat.renew();
    const [second, first] = await reportsOf(flat);
    expect(second.compared.others).toBe(100);
    expect(Math.abs(second.compared.percent - first.compared.percent)).toBeLessThanOrEqual(5);
    maker.now += 7 * DAY;
    await choose("flat-7", false, told);
    await maker.cron(HOURLY);
    await flat.renew();
    expect((await reportsOf(flat)).map(({ compared }: { compared: unknown }) => compared !== null)).toEqual([false, true, true]);
    expect(await maker.rows("SELECT subject FROM report WHERE told_at > ?1", maker.now - DAY)).toHaveLength(FLATS - 2 + 21);
  });

  it("keeps what a home that withdraws was told, for it alone, and nothing of one that is erased", async () => {
    await house.renew();
    await house.withdraw();
    maker.now += 7 * DAY;
    await maker.cron(HOURLY);
    expect(await reportsOf(house)).toHaveLength(3);
    expect((await house.ask("/v1/me/values")).json.values).toEqual([]);
    expect((await house.ask("/v1/me/erase", { body: {} })).status).toBe(200);
    const left = await maker.rows("SELECT value FROM report WHERE cohort LIKE '%house%'");
    expect(left.map(({ value }) => value)).not.toContain(900);
    expect((await house.ask("/v1/me/reports")).status).toBe(404);
  });
});
