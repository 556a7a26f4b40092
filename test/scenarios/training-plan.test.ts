import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startScenario, type Person, type Scenario } from "../support/scenario.ts";

const MINUTE = 60_000;
const SITE = "pk_ride_plan";
const DAY = 86_400_000;
/** Noon of yesterday: far from midnight, and past by any clock. */
const NOON = Math.floor(Date.now() / DAY) * DAY - DAY / 2;
const SLOTS = ["base", "load", "next", "goal", "rides"];
type Ride = readonly [daysAgo: number, load: number, minutes: number, metres: number];

let brand: Scenario;
beforeAll(async () => {
  brand = await startScenario("training-plan");
});
afterAll(() => brand.stop());
beforeEach(() => {
  brand.now = NOON;
});

async function athlete(goal: string, rides: readonly Ride[] = []): Promise<Person> {
  const rider = brand.person(SITE);
  expect((await rider.choose({ plan: true })).status).toBe(201);
  expect((await rider.identify({ goal })).json).toMatchObject({ accepted: 1 });
  for (const ride of rides) await finish(rider, ride);
  return rider;
}

async function finish(rider: Person, [daysAgo, load, minutes, metres]: Ride): Promise<void> {
  const at = new Date(brand.now - daysAgo * DAY).toISOString();
  const body = {
    event: "Ride Finished",
    properties: { load, minutes, metres, heartRate: 171 },
    messageId: crypto.randomUUID(),
    timestamp: at,
  };
  expect((await rider.ask("/v1/track", { body })).json).toMatchObject({ accepted: 1 });
}

/** What the plan says: which content fills each of its slots. */
async function planOf(rider: Person): Promise<string> {
  return JSON.stringify(await rider.shown(...SLOTS));
}

describe("a training plan", () => {
  it("is the app's own advice for whoever refuses, and none of their rides is kept", async () => {
    const rider = brand.person(SITE);
    await rider.choose({ plan: false });
    const ride = await rider.track("Ride Finished", { load: 80, minutes: 90, metres: 600 });
    expect(ride.json).toMatchObject({ accepted: 0, dropped: { "no-consent": 1 } });
    expect(new Set(Object.values(await rider.shown(...SLOTS)))).toEqual(new Set(["no-consent"]));
  });

  it("changes after each ride, at once, and names the rider's own values as its reason", async () => {
    const rider = await athlete("hill-climb");
    const plans = [await planOf(rider)];
    const rides: readonly Ride[] = [
      [0, 40, 35, 200],
      [0, 90, 100, 900],
      [0, 30, 40, 50],
      [0, 120, 190, 1_400],
    ];
    for (const ride of rides) {
      brand.now += 30_000;
      await finish(rider, ride);
      plans.push(await planOf(rider));
    }
    for (const [index, plan] of plans.entries()) expect(plan, `after ride ${index}`).not.toBe(plans[index - 1]);
    expect(await rider.slot("load")).toMatchObject({
      experience: "load-5",
      because: [{ attribute: "fatigue", source: "observed", purpose: "plan" }],
    });
    expect(await rider.slot("goal")).toMatchObject({ because: [{ attribute: "goal", source: "volunteered" }] });
  });

  it("falls with the calendar: fatigue in a week, fitness in six, without anybody writing", async () => {
    const rider = await athlete("gran-fondo", [
      [2, 150, 160, 300],
      [1, 150, 200, 300],
      [0, 150, 90, 300],
    ]);
    expect(await rider.shown(...SLOTS)).toMatchObject({ base: "base-5", load: "load-7", next: "next-4", rides: "week-rides" });
    const later: readonly (readonly [days: number, base: string, load: string])[] = [
      [6, "base-5", "load-3"],
      [7, "base-5", "load-1"],
      [41, "base-2", "load-1"],
      [43, "base-1", "load-1"],
    ];
    for (const [days, base, load] of later) {
      brand.now = NOON + days * DAY;
      expect((await rider.renew()).status).toBe(200);
      expect(await rider.shown(...SLOTS), `after ${days} days`).toMatchObject({ base, load });
    }
  });

  it("is never the same for two athletes with different rides, and one's rides never change another's", async () => {
    const weeks: readonly (readonly Ride[])[] = [
      [[1, 55, 45, 300]],
      [[1, 55, 75, 300]],
      [
        [9, 200, 180, 2_100],
        [1, 55, 75, 300],
      ],
      [
        [3, 70, 60, 400],
        [2, 80, 100, 900],
      ],
      [
        [3, 70, 100, 1_200],
        [2, 80, 100, 900],
      ],
      [
        [20, 300, 260, 3_000],
        [3, 170, 140, 1_800],
        [1, 40, 70, 300],
      ],
      [
        [30, 420, 300, 3_000],
        [12, 260, 300, 3_000],
        [2, 300, 245, 3_500],
      ],
      [
        [2, 90, 90, 700],
        [1, 90, 90, 700],
        [0, 90, 90, 700],
      ],
    ];
    const riders = [];
    for (const week of weeks) riders.push(await athlete("time-trial", week));
    const plans = await Promise.all(riders.map(planOf));
    expect(new Set(plans).size).toBe(weeks.length);
    const [first, ...others] = riders;
    for (const other of others) await finish(other, [0, 500, 400, 4_000]);
    expect(first && (await planOf(first))).toBe(plans[0]);
  });

  it("rests on no audience and on nothing but rides and the goal; a plan by anything else is refused", async () => {
    expect(brand.program).not.toHaveProperty("audiences");
    const experiences = brand.program["experiences"] as readonly object[];
    const persona = { key: "persona", purpose: "service", when: { goal: "hill-climb" } };
    const byPersona = experiences.map((experience, index) =>
      index === 0 ? { ...experience, when: { $audience: "persona" } } : experience,
    );
    const refused = await brand.publish({ ...brand.program, audiences: [persona], experiences: byPersona });
    expect(refused.status).toBe(422);
    expect(refused.json.errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ field: "experiences.0.when.$audience", rule: expect.stringContaining("E117") }),
        expect.objectContaining({ field: "audiences.0.when.goal", rule: expect.stringContaining("E103") }),
      ]),
    );
  });

  it("ends with the withdrawal: the own advice again, the receipt still there, the rides gone from use for good", async () => {
    brand.now += MINUTE;
    const rider = await athlete("gran-fondo", [[0, 150, 90, 300]]);
    await brand.until(
      () => brand.rows("SELECT id FROM event WHERE subject = (SELECT subject FROM register ORDER BY updated_at DESC LIMIT 1)"),
      (kept) => kept.length === 2,
    );
    const { receipt } = (await rider.choose({ plan: true })).json;
    expect((await rider.shown(...SLOTS))["base"]).toBe("base-2");
    brand.now += MINUTE;
    expect((await rider.withdraw()).status).toBe(200);
    expect(new Set(Object.values(await rider.shown(...SLOTS)))).toEqual(new Set(["no-consent"]));
    expect((await rider.ask(`/v1/consent/receipts/${receipt}`)).status).toBe(200);
    expect((await rider.track("Ride Finished", { load: 80, minutes: 90, metres: 600 })).json).toMatchObject({ accepted: 0 });
    brand.now += MINUTE;
    await rider.choose({ plan: true });
    expect(new Set(Object.values(await rider.shown(...SLOTS)))).toEqual(new Set(["default"]));
  });
});
