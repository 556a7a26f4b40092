import { beforeAll, describe, expect, it } from "vitest";
import { REWARDS } from "../support/offers.ts";
import { testProgram } from "../support/program.ts";
import type { SealedMessage } from "../../src/storage/bindings.ts";
import { callsOfControllers } from "../../src/actions/calls-of-controllers.ts";
import { meetChallenges } from "../../src/actions/exchange/meet-challenges.ts";
import { platformOf } from "../../src/storage/platform.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { counting, failingAt } from "./faults.ts";
import { merge } from "./merging.ts";
import { deliver, keeping, subjectOf } from "./subjects.ts";

const named = (name: string) => ({ en: { name }, de: { name } });
const CHALLENGES = [
  { key: "looker", audience: "three-shoes", points: 25, texts: named("Looker") },
  {
    key: "month",
    audience: "three-shoes",
    season: "month",
    texts: { en: { name: "Of the month", gift: "socks" }, de: { name: "Des Monats" } },
  },
];

const set = async (challenges: readonly object[]) => {
  const rewards = REWARDS.map((reward) => (reward.key === "points" ? { ...reward, challenges } : reward));
  const audiences = [{ key: "three-shoes", purpose: "personal", when: { shoeViews: { $gte: 3 } } }];
  expect((await publish(testProgram({ rewards, audiences }))).status).toBe(201);
};

beforeAll(() => set(CHALLENGES));

async function views(visitor: Browser, count: number): Promise<readonly SealedMessage[]> {
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  for (let seen = 0; seen < count; seen++) await visitor.view(`p${seen}`);
  visitor.env = undefined;
  return kept;
}

async function looker(decisions: Record<string, boolean> = { personal: true, memory: true }) {
  const visitor = new Browser();
  await visitor.choose(decisions);
  return { visitor, subject: await subjectOf(visitor) };
}

async function accountOf(subject: string) {
  const body = { subject: { type: "subject", value: subject } };
  const headers = { "x-earnest-now": String(NOON) };
  const { json } = await request("/v1/loyalty/points/account?site=pk_acme_main", { key: SECRET_KEY, body, headers });
  return [
    json.balance,
    json.badges.map(({ challenge, season }: { challenge: string; season: string }) => [challenge, season?.length ?? 0]),
  ];
}

const BOTH = [
  ["looker", 0],
  ["month", 7],
];

describe("a challenge", () => {
  it("is unlocked where events fold, once with its points, however often they are brought", async () => {
    const { visitor, subject } = await looker();
    await deliver(await views(visitor, 2));
    expect(await accountOf(subject)).toEqual([0, []]);
    const kept = await views(visitor, 2);
    await deliver([...kept, ...kept]);
    await deliver(kept);
    await deliver(await views(visitor, 3));
    expect(await accountOf(subject)).toEqual([25, BOTH]);
    const value = (await visitor.ask("/v1/me/value?locale=en")).json.got;
    expect(value).toContainEqual(
      expect.objectContaining({ kind: "badge", key: "month", name: "Of the month", gift: "socks", reward: "points" }),
    );
  });

  it("is unlocked wholly, whichever call of the consumer fails and is tried again", async () => {
    for (const when of ["before", "after"] as const) {
      for (let k = 1; k <= 14; k++) {
        const { visitor, subject } = await looker();
        const kept = await views(visitor, 3);
        const { retried } = await deliver(kept, failingAt(bindings(), k, when));
        const [balance, badges] = await accountOf(subject);
        expect([balance, badges.some(([challenge]: [string]) => challenge === "looker")], `call ${k} ${when}`).toEqual(
          balance === 25 ? [25, true] : [0, false],
        );
        if (retried > 0) await deliver(kept);
        expect(await accountOf(subject), `call ${k} ${when}`).toEqual([25, BOTH]);
      }
    }
  });

  it("is unlocked by nobody who does not allow what it is judged by, and by one person once", async () => {
    const { visitor, subject } = await looker({ personal: false, memory: true });
    await deliver(await views(visitor, 3));
    expect(await accountOf(subject)).toEqual([0, []]);
    const [one, two] = [await looker(), await looker()];
    for (const { visitor: browser } of [one, two]) await deliver(await views(browser, 3));
    await merge(one.subject, two.subject);
    await one.visitor.renew();
    await deliver(await views(one.visitor, 1));
    expect((await accountOf(one.subject))[0]).toBe(50);
    const [three, four] = [await looker(), await looker()];
    await deliver(await views(four.visitor, 3));
    await merge(three.subject, four.subject);
    await deliver(await views(three.visitor, 1));
    expect(await accountOf(three.subject)).toEqual([25, BOTH]);
  });
});

describe("a challenge that no event wakes", () => {
  /** A run of the job that walks through everybody. */
  async function walk(now: number, { env = bindings(), portion = { pages: 50, subjects: 7 } }: { env?: Bindings; portion?: object } = {}) {
    const platform = await platformOf(env, () => undefined);
    const calls = await callsOfControllers(platform, now, { kind: "system", job: "meet-challenges" });
    await meetChallenges(platform, calls, now, { pages: 50, subjects: 7, ...portion });
  }

  it("is unlocked once it was published, and again in a new season, by who meets it and allows it then, with its points once", async () => {
    const [met, few, refused] = [await looker(), await looker(), await looker()];
    await set([]);
    await deliver([...(await views(met.visitor, 3)), ...(await views(few.visitor, 2)), ...(await views(refused.visitor, 3))]);
    await refused.visitor.choose({ personal: false, memory: true });
    await set(CHALLENGES);
    await Promise.all([walk(NOON), walk(NOON)]);
    await walk(NOON + DAY / 24);
    expect(await Promise.all([met, few, refused].map(({ subject }) => accountOf(subject)))).toEqual([
      [25, BOTH],
      [0, []],
      [0, []],
    ]);
    await walk(NOON + 20 * DAY);
    expect(await accountOf(met.subject)).toEqual([25, [...BOTH, ["month", 7]]]);
  });

  it("is looked at in portions that go on where the last stopped, without a call for who has it already", async () => {
    const people: Awaited<ReturnType<typeof looker>>[] = [];
    for (let at = 0; at < 6; at++) people.push(await looker());
    await set([]);
    await deliver((await Promise.all(people.map(({ visitor }) => views(visitor, 3)))).flat());
    await set(CHALLENGES);
    const balances = async () => (await Promise.all(people.map(({ subject }) => accountOf(subject)))).filter(([balance]) => balance === 25);
    const later = NOON + DAY;
    for (let run = 0; run < 100 && (await balances()).length < 6; run++) await walk(later, { portion: { pages: 1, subjects: 2 } });
    expect(await balances()).toHaveLength(6);
    await walk(later);
    const { env, counts } = counting(bindings());
    await walk(later, { env });
    expect(counts().d1).toBeLessThanOrEqual(2 * allDatabases(bindings()).length + 1);
  });

  it("is unlocked wholly whichever call of the walk fails, by its next run or the next day", async () => {
    for (let k = 2; k <= 16; k += 2) {
      const { visitor, subject } = await looker();
      await set([]);
      await deliver(await views(visitor, 3));
      await set(CHALLENGES);
      const day = NOON + (k + 1) * DAY;
      await walk(day, { env: failingAt(bindings(), k, "after"), portion: { subjects: 1_000 } }).catch(() => undefined);
      const [balance, badges] = await accountOf(subject);
      expect(balance, `call ${k}`).toBe(badges.some(([challenge]: [string]) => challenge === "looker") ? 25 : 0);
      await walk(day, { portion: { subjects: 1_000 } });
      await walk(day + DAY, { portion: { subjects: 1_000 } });
      expect((await accountOf(subject))[0], `call ${k}`).toBe(25);
    }
  });
});
