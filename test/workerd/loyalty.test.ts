import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { runCron } from "../../src/jobs/cron.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { OFFER_AUDIENCES, OFFERS, REWARDS } from "../support/offers.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { DAY, NOON, publish } from "./client.ts";
import { failingAt } from "./faults.ts";
import { fresh, newCard, post, refusal } from "./loyal.ts";

beforeAll(async () => {
  expect((await publish(testProgram({ offers: OFFERS, audiences: OFFER_AUDIENCES, rewards: REWARDS }))).status).toBe(201);
});

const balanceOf = async (subject: object, now = NOON): Promise<number> => (await post("account", { subject }, { now })).json.balance;

/** Accounts whose balance is not what their entries come to, in every database. */
async function unbalanced(): Promise<readonly unknown[]> {
  const sql = `SELECT a.* FROM points_account AS a WHERE a.balance <> (SELECT coalesce(sum(CASE WHEN credit = 'person' THEN points ELSE -points END), 0)
    FROM points_entry AS e WHERE e.subject = a.subject AND e.scheme = a.scheme)
    UNION ALL SELECT subject, scheme, 0, 0, 0 FROM points_entry WHERE (debit = 'person') = (credit = 'person')`;
  const found = await Promise.all(allDatabases(bindings()).map(({ db }) => db.prepare(sql).all()));
  return found.flatMap(({ results }) => results);
}

describe("points", () => {
  it("are earned, spent and taken back once each, and a card is all there is of its holder", async () => {
    const subject = await newCard();
    const once = fresh();
    const earned = await post("earn", { subject, amount: 12_599 }, { once });
    expect(earned.json).toMatchObject({ balance: 125, earned: 125, tier: "silver", gifts: { reached: ["towel"], missing: null } });
    expect(earned.json.entry).toMatchObject({ kind: "earn", points: 125, amount: 12_599, expires: "2027-11-22T12:00:00.000Z" });
    expect((await post("earn", { subject, amount: 12_599 }, { once })).json.entry).toEqual(earned.json.entry);
    expect(refusal(await post("earn", { subject, amount: 1 }, { once }))).toBe("reused");
    const spent = await post("spend", { subject, points: 100 });
    expect(spent.json.balance).toBe(25);
    expect(refusal(await post("spend", { subject, points: 26 }))).toBe("insufficient");
    const back = { subject, entry: spent.json.entry.id };
    expect([(await post("back", back)).json.balance, (await post("back", back)).json.balance]).toEqual([125, 125]);
    expect((await post("back", { subject, entry: earned.json.entry.id })).json).toMatchObject({ balance: 0, earned: 0, tier: null });
    expect(refusal(await post("back", { subject, entry: back.entry.replace(/.$/, "x") }))).toBe("unknown-entry");
    expect(refusal(await post("earn", { subject, amount: 99 }))).toBe("nothing");
    expect(await unbalanced()).toEqual([]);
    const tables = await Promise.all(
      allDatabases(bindings()).flatMap(({ db }) =>
        ["link", "identifier", "points_entry", "audit"].map((table) => db.prepare(`SELECT * FROM ${table}`).all()),
      ),
    );
    expect(JSON.stringify(tables.map(({ results }) => results))).not.toContain(subject.value);
  });

  it("are never spent twice, however many tills ask at once", async () => {
    const subject = await newCard();
    await post("earn", { subject, points: 100 });
    const tills = await Promise.all(Array.from({ length: 12 }, () => post("spend", { subject, points: 30 })));
    expect(tills.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(await balanceOf(subject)).toBe(10);
    expect(await unbalanced()).toEqual([]);
  });

  it("last as long as was said, the oldest are spent first, and the daily job takes off the rest", async () => {
    const subject = await newCard();
    await post("earn", { subject, points: 100 });
    await post("earn", { subject, points: 50 }, { now: NOON + 100 * DAY });
    await post("spend", { subject, points: 70 }, { now: NOON + 200 * DAY });
    expect(await balanceOf(subject, NOON + 364 * DAY)).toBe(80);
    expect(await balanceOf(subject, NOON + 365 * DAY)).toBe(50);
    expect(refusal(await post("spend", { subject, points: 51 }, { now: NOON + 365 * DAY }))).toBe("insufficient");
    const daily = async (now: number) => runCron(await platformOf(bindings(), () => undefined), "23 2 * * *", now);
    await daily(NOON + 370 * DAY);
    expect(await unbalanced()).toEqual([]);
    expect(await balanceOf(subject, NOON + 370 * DAY)).toBe(50);
    await daily(NOON + 500 * DAY);
    const { json } = await post("account", { subject }, { now: NOON + 500 * DAY });
    expect(json.balance).toBe(0);
    expect(json.entries.filter(({ kind }: { kind: string }) => kind === "expire").map(({ points }: { points: number }) => points)).toEqual([
      50, 30,
    ]);
  });

  it("are told entry by entry, the newest first, page by page and each once", async () => {
    const subject = await newCard();
    for (let at = 0; at < 51; at++) await post("earn", { subject, points: at + 1 }, { now: NOON + (at % 7) });
    const first = (await post("account", { subject })).json;
    const second = (await post("account", { subject, after: first.next })).json;
    expect([first.entries.length, second.entries.length, second.next, second.balance]).toEqual([50, 1, null, (51 * 52) / 2]);
    const entries = [...first.entries, ...second.entries] as readonly { readonly points: number; readonly at: string }[];
    expect(new Set(entries.map(({ points }) => points)).size).toBe(51);
    expect(entries.map(({ at }) => at)).toEqual(
      entries
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
  });

  it("come to what their entries come to and never below nothing, whatever is done", async () => {
    const step = fc.record({
      kind: fc.constantFrom("earn", "spend", "back", "wait"),
      points: fc.integer({ min: 1, max: 60 }),
      which: fc.nat(20),
      days: fc.integer({ min: 1, max: 200 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        const subject = await newCard();
        const made: string[] = [];
        let now = NOON;
        for (const { kind, points, which, days } of steps) {
          if (kind === "wait") now += days * DAY;
          else {
            const entry = made[which % Math.max(1, made.length)] ?? "none";
            const answer = await post(kind, kind === "back" ? { subject, entry } : { subject, points }, { now });
            if (answer.status === 200 && kind !== "back") made.push(answer.json.entry.id);
            if (answer.status === 200) expect(answer.json.balance).toBeGreaterThanOrEqual(0);
          }
          expect(await balanceOf(subject, now)).toBeGreaterThanOrEqual(0);
        }
        expect(await unbalanced()).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it.each(["before", "after"] as const)("cut off %s any call are moved once by the next try", async (when) => {
    const subject = await newCard();
    let cuts = 0;
    for (let k = 1; k <= 10; k++) {
      const once = fresh();
      const cut = await post("earn", { subject, points: 10 }, { once, env: failingAt(bindings(), k, when) });
      if (cut.status !== 200) cuts += 1;
      expect((await post("earn", { subject, points: 10 }, { once })).json.balance).toBe(k * 10);
    }
    expect(cuts).toBeGreaterThan(4);
    expect(await unbalanced()).toEqual([]);
  });
});
