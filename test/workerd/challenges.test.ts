import { beforeAll, describe, expect, it } from "vitest";
import { REWARDS } from "../support/offers.ts";
import { testProgram } from "../support/program.ts";
import type { SealedMessage } from "../../src/storage/bindings.ts";
import { bindings } from "./bindings.ts";
import { Browser, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { failingAt } from "./faults.ts";
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

beforeAll(async () => {
  const rewards = REWARDS.map((reward) => (reward.key === "points" ? { ...reward, challenges: CHALLENGES } : reward));
  const audiences = [{ key: "three-shoes", purpose: "personal", when: { shoeViews: { $gte: 3 } } }];
  expect((await publish(testProgram({ rewards, audiences }))).status).toBe(201);
});

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
