import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Answered, type Scenario } from "../support/scenario.ts";

const SITE = "pk_torvet_card";
let shop: Scenario;

beforeAll(async () => {
  shop = await startScenario("anonymous-card");
});
afterAll(() => shop.stop());

const till = (path: string, body: object): Promise<Answered> =>
  shop.server(`/v1/${path}?site=${SITE}`, { body, headers: { "idempotency-key": crypto.randomUUID() } });
const points = (verb: string, body: object): Promise<Answered> => till(`loyalty/points/${verb}`, body);
const card = (value: string) => ({ type: "card", value });

/** A card is taken from the stand; its holder says at the till what it may be used for. */
async function takeCard(history: boolean): Promise<string> {
  const { json } = await points("cards", {});
  const { json: told } = await shop.person(SITE, "DK").ask("/v1/consent");
  const answer = await till("consent", {
    subject: card(json.card),
    decisions: { history },
    notice: { version: told.notice.version, locale: "en" },
    method: "card",
    actor: "till-2",
    evidence: "slip-17",
    place: { country: "DK" },
  });
  expect([200, 201]).toContain(answer.status);
  return json.card as string;
}

async function buy(number: string, category: string, amount: number, more: object = {}): Promise<Answered> {
  await points("earn", { subject: card(number), amount });
  const { json } = await points("account", { subject: card(number) });
  const timestamp = new Date(shop.now).toISOString();
  const track = { event: "Purchase", properties: { category, amount, ...more }, messageId: crypto.randomUUID(), timestamp };
  const context = { consent: { categoryPreferences: { history: true } } };
  return shop.server(`/v1/track?site=${SITE}`, { body: { ...track, anonymousId: json.subject, context } });
}

const door = async (number: string): Promise<readonly string[]> =>
  (await points("door", { card: number })).json.offers.map(({ key }: { key: string }) => key);

describe("a card without a name", () => {
  it("is declared with nothing that could say who somebody is", async () => {
    const { attributes, events, asks } = shop.program as {
      readonly attributes: readonly { readonly key: string }[];
      readonly events: readonly { readonly fields: object }[];
      readonly asks?: unknown;
    };
    expect(asks).toBeUndefined();
    expect(attributes.map(({ key }) => key)).toEqual(["fruitBought"]);
    expect(events.map(({ fields }) => Object.keys(fields))).toEqual([["category", "amount"]]);
  });

  it("gives one per cent back of whatever is bought, and gifts at 30 and 200 euros", async () => {
    const number = await takeCard(false);
    const earn = async (amount: number) => (await points("earn", { subject: card(number), amount })).json;
    expect(await earn(2_999)).toMatchObject({ balance: 2_999, gifts: { reached: [], missing: 1 } });
    expect((await earn(99)).gifts).toEqual({ reached: ["basket"], missing: 16_902 });
    expect((await earn(16_901)).gifts).toEqual({ reached: ["basket"], missing: 1 });
    expect(await earn(1)).toMatchObject({ balance: 20_000, gifts: { reached: ["basket", "kettle"], missing: null } });
    // A hundred are worth a cent.
    expect((await points("spend", { subject: card(number), points: 20_000 })).json.balance).toBe(0);
  });

  it("gets coupons at the door for what it buys, where its holder allowed that, and each as often as its rule says", async () => {
    const [yes, no] = [await takeCard(true), await takeCard(false)];
    for (const number of [yes, no]) for (let times = 0; times < 3; times++) await buy(number, "fruit", 400);
    expect(
      await shop.until(
        () => door(yes),
        (offers) => offers.includes("fruit"),
      ),
    ).toEqual(["fruit", "bread"]);
    expect(await door(no)).toEqual(["bread"]);
    const used = await till("offers/redeem", { offer: "fruit", subject: card(yes) });
    expect(used.json).toMatchObject({ offer: "fruit", benefit: { kind: "percent", value: 20 } });
    expect(await door(yes)).toEqual(["bread"]);
    expect((await till("offers/redeem", { offer: "fruit", subject: card(yes) })).json.errors[0].rule).toBe("over-person");
    expect((await till("offers/redeem", { offer: "fruit", subject: card(no) })).json.errors[0].rule).toBe("not-eligible");
  });

  it("keeps no name, whoever sends one", async () => {
    const number = await takeCard(true);
    await buy(number, "bread", 300, { name: "Karla Lind", address: "Havnevej 9" });
    await shop.until(
      () => shop.rows("SELECT fields FROM event WHERE fields LIKE '%bread%'"),
      (rows) => rows.length > 0,
    );
    const everything = JSON.stringify(
      await Promise.all(["event", "profile", "audit", "link", "points_entry"].map((table) => shop.rows(`SELECT * FROM ${table}`))),
    );
    expect(everything).not.toMatch(/Karla|Havnevej/);
    expect(everything).not.toContain(number);
  });

  it("that is lost is blocked for good, and its points go to another", async () => {
    const lost = await takeCard(true);
    await points("earn", { subject: card(lost), amount: 5_000 });
    const { json } = await points("cards", { replaces: card(lost) });
    expect((await points("spend", { subject: card(lost), points: 1 })).json.errors[0].rule).toBe("linked");
    expect((await points("account", { subject: card(json.card) })).json.balance).toBe(5_000);
    expect((await points("cards/block", { card: json.card })).json.blocked).toBe(true);
    for (const [verb, body] of [
      ["door", { card: json.card }],
      ["earn", { subject: card(json.card), amount: 100 }],
    ] as const)
      expect((await points(verb, body)).json.errors[0].rule).toBe("linked");
  });
});
