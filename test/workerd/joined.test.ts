import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import { OFFER_AUDIENCES, OFFERS, REWARDS } from "../support/offers.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { DAY, MINUTE, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { failEvery } from "./fail-every.ts";
import { finishAlone, merge, unmerge } from "./merging.ts";

const offers = [...OFFERS, { ...OFFERS[1], key: "twice-each", perPerson: 2 }];

beforeAll(async () => {
  expect((await publish(testProgram({ offers, audiences: OFFER_AUDIENCES, rewards: REWARDS }))).status).toBe(201);
});

interface Card {
  readonly named: { readonly type: string; readonly value: string };
  readonly subject: SubjectId;
}

interface How {
  readonly once?: string;
  readonly now?: number;
  readonly env?: Bindings;
}

function till(path: string, body: object, { once = crypto.randomUUID(), now = NOON, env }: How = {}): Promise<Answer> {
  const headers = { "idempotency-key": once, "x-earnest-now": String(now) };
  return request(`/v1/${path}?site=pk_acme_main`, { key: SECRET_KEY, body, headers, ...(env ? { env } : {}) });
}

async function newCard(points = 0, how: How = {}): Promise<Card> {
  const { json } = await till("loyalty/points/cards", {});
  const card = { named: { type: "card", value: json.card }, subject: json.subject };
  if (points > 0) await till("loyalty/points/earn", { subject: card.named, points }, how);
  return card;
}

const account = async ({ named }: Card, now = NOON) => (await till("loyalty/points/account", { subject: named }, { now })).json;
const spend = ({ named }: Card, points: number, how: How = {}) => till("loyalty/points/spend", { subject: named, points }, how);
const redeem = (offer: string, { named }: Card) => till("offers/redeem", { offer, subject: named });
const rule = ({ status, json }: Answer): string => (status < 300 ? String(status) : (json.errors?.[0]?.rule ?? String(status)));

/** Accounts whose balance is not what their entries come to, in every database. */
async function unbalanced(): Promise<readonly unknown[]> {
  const sql = `SELECT a.* FROM points_account AS a WHERE a.balance <> (SELECT coalesce(sum(CASE WHEN credit = 'person' THEN points ELSE -points END), 0)
    FROM points_entry AS e WHERE e.subject = a.subject AND e.scheme = a.scheme)`;
  return (await Promise.all(allDatabases(bindings()).map(({ db }) => db.prepare(sql).all()))).flatMap(({ results }) => results);
}

describe("two records that are one person", () => {
  it("have one balance, one tier and one rule of expiry; what either did before is answered and taken back as before", async () => {
    const [one, two] = [await newCard(60), await newCard()];
    const once = crypto.randomUUID();
    const earned = await till("loyalty/points/earn", { subject: two.named, points: 50 }, { once, now: NOON - 100 * DAY });
    await spend(two, 10);
    expect((await merge(one.subject, two.subject)).status).toBe(200);
    for (const card of [one, two]) expect(await account(card)).toMatchObject({ balance: 100, earned: 110, tier: "silver" });
    const again = await till("loyalty/points/earn", { subject: two.named, points: 50 }, { once });
    expect(again.json).toMatchObject({ entry: earned.json.entry, balance: 100 });
    expect(await account(one, NOON + 270 * DAY)).toMatchObject({ balance: 60 });
    expect((await till("loyalty/points/back", { subject: one.named, entry: earned.json.entry.id })).json).toMatchObject({
      balance: 50,
      earned: 60,
    });
    expect(await unbalanced()).toEqual([]);
  });

  it("spend no more than they have together, whichever is asked", async () => {
    const [one, two] = [await newCard(50), await newCard(50)];
    const spent = Promise.all(Array.from({ length: 8 }, (_, at) => spend(at % 2 ? one : two, 20)));
    await merge(one.subject, two.subject);
    const before = (await spent).filter(({ status }) => status === 200).length;
    const after = await Promise.all(Array.from({ length: 8 }, (_, at) => spend(at % 2 ? one : two, 20)));
    const all = before + after.filter(({ status }) => status === 200).length;
    expect(await account(one)).toMatchObject({ balance: 100 - 20 * all });
    expect(await unbalanced()).toEqual([]);
  });

  it("that part again: the one gets back what it brought as far as it is there, the rest stays with the root", async () => {
    for (const [spent, expected] of [
      [0, [50, 30]],
      [40, [10, 30]],
      [60, [0, 20]],
    ] as const) {
      const [one, two] = [await newCard(50), await newCard(30)];
      await merge(one.subject, two.subject);
      await till("loyalty/points/earn", { subject: two.named, points: 0 + 1 });
      await spend(two, spent + 1);
      expect((await unmerge(two.subject)).status).toBe(200);
      expect([(await account(one)).balance, (await account(two)).balance]).toEqual(expected);
      expect((await account(two)).earned).toBe(30);
      await merge(one.subject, two.subject);
      expect((await account(two)).balance).toBe(80 - spent);
      expect(await unbalanced()).toEqual([]);
    }
  });

  it("have all of their points and each once, wherever merging and parting are cut off", async () => {
    for (const when of ["before", "after"] as const) {
      await failEvery(async (_, __, broken, label) => {
        const [one, two] = [await newCard(50), await newCard(30)];
        await merge(one.subject, two.subject, undefined, broken);
        await finishAlone(NOON + 10 * MINUTE);
        const balance = (await account(two)).balance;
        expect([30, 80], label).toContain(balance);
        if (balance === 80) {
          expect((await account(one)).balance, label).toBe(80);
          await unmerge(two.subject, broken);
          await finishAlone(NOON + 20 * MINUTE);
          expect(
            [
              [50, 30],
              [80, 80],
            ],
            label,
          ).toContainEqual([(await account(one)).balance, (await account(two)).balance]);
        }
        expect(await unbalanced(), label).toEqual([]);
      }, when);
    }
  });

  it("come to what was earned and not spent, in whatever order they earn, spend, merge and part", async () => {
    const step = fc.record({
      kind: fc.constantFrom("earn", "spend", "merge", "part"),
      who: fc.nat(2),
      points: fc.integer({ min: 1, max: 50 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const cards = [await newCard(), await newCard(), await newCard()] as const;
        const [root] = cards;
        const joined = new Set<Card>([root]);
        let total = 0;
        for (const { kind, who, points } of steps) {
          const card = cards[who] ?? root;
          if (kind === "merge" && !joined.has(card)) joined.add((await merge(root.subject, card.subject), card));
          if (kind === "part" && card !== root && joined.delete(card)) await unmerge(card.subject);
          if (kind === "earn") total += (await till("loyalty/points/earn", { subject: card.named, points })).status === 200 ? points : 0;
          if (kind === "spend") total -= (await spend(card, points)).status === 200 ? points : 0;
        }
        const apart = cards.filter((card) => card === root || !joined.has(card));
        const balances = await Promise.all(apart.map(async (card) => Number((await account(card)).balance)));
        expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(total);
        expect(await unbalanced()).toEqual([]);
      }),
      { numRuns: 12, seed: 20_261_126 },
    );
  }, 120_000);
});

describe("an offer for each person", () => {
  it("counts what any of their records redeemed, at the till and at the door, until they part", async () => {
    const [one, two] = [await newCard(), await newCard()];
    const atDoor = async ({ named: { value } }: Card) =>
      (await till("loyalty/points/door", { card: value })).json.offers.map(({ key }: { key: string }) => key);
    expect([rule(await redeem("once-each", two)), rule(await redeem("twice-each", two)), rule(await redeem("twice-each", one))]).toEqual([
      "200",
      "200",
      "200",
    ]);
    await merge(one.subject, two.subject);
    for (const card of [one, two]) {
      expect(rule(await redeem("once-each", card))).toBe("over-person");
      expect(rule(await redeem("twice-each", card))).toBe("over-person");
      expect(await atDoor(card)).not.toContain("once-each");
    }
    await unmerge(two.subject);
    expect(rule(await redeem("twice-each", two))).toBe("200");
    expect(rule(await redeem("once-each", two))).toBe("over-person");
    expect(rule(await redeem("once-each", one))).toBe("200");
  });
});
