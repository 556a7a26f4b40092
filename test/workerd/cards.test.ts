import { beforeAll, describe, expect, it } from "vitest";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import { allDatabases, shardOf } from "../../src/storage/shards.ts";
import { OFFER_AUDIENCES, OFFERS, REWARDS } from "../support/offers.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { publish, request, SECRET_KEY } from "./client.ts";
import { erase } from "./erasing.ts";
import { failEvery } from "./fail-every.ts";
import { trips } from "./faults.ts";
import { fresh, newCard, post, refusal } from "./loyal.ts";
import { merge, somebody, unmerge } from "./merging.ts";
import { rowsOf } from "./subjects.ts";

beforeAll(async () => {
  expect((await publish(testProgram({ offers: OFFERS, audiences: OFFER_AUDIENCES, rewards: REWARDS }))).status).toBe(201);
});

const balanceOf = async (subject: object): Promise<number> => (await post("account", { subject })).json.balance;

const holderOf = async (subject: object): Promise<SubjectId> => (await post("account", { subject })).json.subject;

/** The record a card was issued to, whoever's it is by now. */
async function recordOf({ value }: { readonly value: string }): Promise<SubjectId> {
  const body = { subject: null, identifier: { type: "card", value }, source: "test", proof: "1" };
  return (await request("/v1/identities/link?site=pk_acme_main", { key: SECRET_KEY, body })).json.subject;
}

async function offersOf(card: string, env?: Bindings): Promise<readonly string[]> {
  return (await post("door", { card }, env ? { env } : {})).json.offers.map(({ key }: { key: string }) => key);
}

async function redeem(subject: object): Promise<void> {
  const headers = { "idempotency-key": fresh() };
  await request("/v1/offers/redeem?site=pk_acme_main", { key: SECRET_KEY, body: { offer: "once-each", subject }, headers });
}

describe("cards", () => {
  it("are blocked, and replaced by one that has what the lost one had", async () => {
    const card = await newCard();
    await post("earn", { subject: card, points: 40 });
    const { json } = await post("cards", { replaces: card });
    const replaced = { type: "card", value: json.card };
    expect(await balanceOf(replaced)).toBe(40);
    expect(refusal(await post("spend", { subject: card, points: 1 }))).toBe("linked");
    const blocked = await post("cards/block", { card: replaced.value });
    expect(blocked.json).toEqual({ blocked: true, subject: json.subject });
    expect(refusal(await post("door", { card: replaced.value }))).toBe("linked");
    const late = await post("cards", { replaces: { type: "subject", value: blocked.json.subject } });
    expect(await balanceOf({ type: "card", value: late.json.card })).toBe(40);
    expect((await post("cards/block", { card: replaced.value })).json).toEqual(blocked.json);
    expect((await post("cards/block", { card: "NEVER-ISSUED" })).json).toEqual({ blocked: true, subject: null });
  });

  it("stay blocked: what asked for one before is answered as then, and nothing links it to anybody again", async () => {
    const [once, instead] = [fresh(), fresh()];
    const first = await post("cards", {}, { once });
    const card = { type: "card", value: first.json.card };
    const second = await post("cards", { replaces: card }, { once: instead });
    await post("cards/block", { card: second.json.card });
    for (const [answer, body, key] of [
      [first, {}, once],
      [second, { replaces: card }, instead],
    ] as const) {
      const again = await post("cards", body, { once: key });
      expect([again.status, again.json]).toEqual([201, answer.json]);
      expect(refusal(await post("door", { card: answer.json.card }))).toBe("linked");
      const naming = { subject: null, identifier: { type: "card", value: answer.json.card }, source: "crm", proof: "1" };
      const linked = await request("/v1/identities/link?site=pk_acme_main", { key: SECRET_KEY, body: naming });
      expect([refusal(linked), linked.json.errors[0].field]).toEqual(["blocked", "identifier"]);
      expect(refusal(await post("earn", { subject: { type: "card", value: answer.json.card }, points: 1 }))).toBe("linked");
    }
    expect(await balanceOf({ type: "subject", value: first.json.subject })).toBe(0);
  });

  it("that took another's place and come again join nobody who has parted since", async () => {
    const [lost, person] = [await newCard(), await newCard()];
    await post("earn", { subject: lost, points: 40 });
    await merge(await holderOf(person), await holderOf(lost));
    const [once, parted] = [fresh(), await recordOf(lost)];
    const first = await post("cards", { replaces: lost }, { once });
    await unmerge(parted);
    expect((await post("cards", { replaces: lost }, { once })).json).toEqual(first.json);
    expect(await balanceOf({ type: "subject", value: parted })).toBe(40);
    expect(await balanceOf(person)).toBe(0);
  });

  it("keep nothing of who was erased: neither whose a blocked one was, nor which records were theirs, not with who has parted", async () => {
    const [card, other, gone] = [await newCard(), await newCard(), await newCard()];
    const [own, parted, theirs] = [await holderOf(card), await holderOf(other), await holderOf(gone)];
    await merge(own, parted);
    await unmerge(parted);
    for (const { db } of allDatabases(bindings()))
      await db
        .prepare("UPDATE identifier SET kin = ?1 WHERE subject = ?2")
        .bind(JSON.stringify([own, parted]), parted)
        .run();
    await merge(own, theirs);
    await post("cards/block", { card: gone.value });
    const named = async () => [own, theirs].map(async (record) => (await rowsOf("identifier")).includes(record));
    expect(await Promise.all(await named())).toEqual([true, true]);
    await erase(own);
    expect(await Promise.all(await named())).toEqual([false, false]);
    expect(await rowsOf("identifier")).toContain(parted);
  });

  it("are blocked for good once the call is sent again, whichever call of it fails", async () => {
    for (const when of ["before", "after"] as const) {
      await failEvery(async (env, _, broken, label) => {
        const once = fresh();
        const { json } = await post("cards", {}, { once });
        await post("cards/block", { card: json.card }, { env: broken });
        expect((await post("cards/block", { card: json.card }, { env })).json, label).toEqual({ blocked: true, subject: json.subject });
        expect((await post("cards", {}, { once, env })).json, label).toEqual(json);
        expect(refusal(await post("spend", { subject: { type: "card", value: json.card }, points: 1 })), label).toBe("linked");
        const links = await Promise.all(
          allDatabases(bindings()).map(({ db }) => db.prepare("SELECT 1 FROM link WHERE subject = ?1").bind(json.subject).all()),
        );
        expect(
          links.flatMap(({ results }) => results),
          label,
        ).toEqual([]);
      }, when);
    }
  });

  it("are one however often they are asked for under one key, and for another request another", async () => {
    const once = fresh();
    const first = await post("cards", {}, { once });
    expect((await post("cards", {}, { once })).json).toEqual(first.json);
    const lost = { type: "card", value: first.json.card } as const;
    const other = await post("cards", { replaces: lost }, { once });
    expect(other.json.card).not.toBe(first.json.card);
    expect((await post("cards", { replaces: lost }, { once })).json).toEqual(other.json);
  });

  it("are replaced wholly, whichever call of it fails, once it is sent again", async () => {
    for (const when of ["before", "after"] as const) {
      await failEvery(async (env, _, broken, label) => {
        const lost = await newCard();
        await post("earn", { subject: lost, points: 40 });
        const once = fresh();
        await post("cards", { replaces: lost }, { once, env: broken });
        const { status, json } = await post("cards", { replaces: lost }, { once, env });
        expect([status, await balanceOf({ type: "card", value: json.card })], label).toEqual([201, 40]);
        expect(refusal(await post("spend", { subject: lost, points: 1 })), label).toBe("linked");
      }, when);
    }
  });

  it("are of the account's own controller: a merchant sees the balance and its own tills", async () => {
    const subject = await newCard();
    await post("earn", { subject, points: 10 });
    const there = await post("earn", { subject, points: 5 }, { site: "pk_other_main" });
    expect(there.json.balance).toBe(15);
    const seen = await post("account", { subject }, { site: "pk_other_main" });
    expect(seen.json).toMatchObject({ balance: 15, entries: [{ merchant: "other", points: 5 }] });
    expect(refusal(await post("back", { subject, entry: there.json.entry.id }))).toBe("unknown-entry");
  });

  it("pass the door with the offers that are left for them", async () => {
    const card = await newCard();
    const { json } = await post("door", { card: card.value, locale: "de" });
    expect(json.offers.map(({ key }: { key: string }) => key)).toEqual(["first-twenty", "once-each", "daily", "by-itself", "with-others"]);
    await redeem(card);
    expect(await offersOf(card.value)).not.toContain("once-each");
  });
});

/** How many databases some records lie in. */
async function databasesOf(records: readonly SubjectId[]): Promise<number> {
  return new Set((await Promise.all(records.map((record) => shardOf(bindings(), record)))).map(({ binding }) => binding)).size;
}

describe("the door takes two round trips: to the card, and to all records of its person, in each database they lie in at once", () => {
  /** Offers of a card, once it is seen that they took no more calls than they must. */
  async function passes(card: string, records: readonly SubjectId[]): Promise<readonly string[]> {
    const { env, counts } = trips(bindings());
    const offers = await offersOf(card, env);
    expect(counts()).toEqual({ trips: 2, calls: 1 + (await databasesOf(records)) });
    return offers;
  }

  it("of a card of nobody, of a card of somebody with ten devices, and of cards on any of their records, wherever these lie", async () => {
    const [first, second] = [await newCard(), await newCard()];
    const [own, other] = [await holderOf(first), await holderOf(second)];
    expect(await passes(first.value, [own])).toContain("once-each");
    const people = await Promise.all(Array.from({ length: 10 }, async () => (await somebody({ personal: true }, 0)).subject));
    const [person = own, ...devices] = people;
    for (const device of devices) await merge(person, device);
    await merge(person, own);
    const family = [...people, own];
    expect(await passes(first.value, family)).toContain("once-each");
    await redeem(second);
    await merge(other, person);
    for (const { value } of [first, second]) expect(await passes(value, [...family, other])).not.toContain("once-each");
    const { json } = await post("cards", { replaces: { type: "subject", value: own } });
    expect(await passes(json.card, [...family, other])).not.toContain("once-each");
    await unmerge(person);
    expect(await passes(first.value, family)).toContain("once-each");
    expect(await passes(second.value, [other])).not.toContain("once-each");
  });

  it("and looks for itself where what the card noted is missing or old, and then notes it", async () => {
    const [card, spent] = [await newCard(), await newCard()];
    const [own, other] = [await holderOf(card), await holderOf(spent)];
    await redeem(spent);
    await merge(other, own);
    for (const noted of [null, [own], [own, await holderOf(await newCard())], [other]]) {
      for (const { db } of allDatabases(bindings()))
        await db
          .prepare("UPDATE identifier SET kin = ?1 WHERE subject = ?2")
          .bind(noted && JSON.stringify(noted), own)
          .run();
      expect(await offersOf(card.value)).not.toContain("once-each");
      expect(await passes(card.value, [own, other])).not.toContain("once-each");
    }
  });
});
