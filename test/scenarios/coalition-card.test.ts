import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Answered, type Scenario } from "../support/scenario.ts";

const [ACCOUNT, BAKERY, PETROL] = ["pk_faelles_card", "pk_bakery_till", "pk_petrol_till"];
let coalition: Scenario;

beforeAll(async () => {
  coalition = await startScenario("coalition-card");
});
afterAll(() => coalition.stop());

const at = (site: string, path: string, body: object): Promise<Answered> =>
  coalition.server(`/v1/${path}?site=${site}`, { body, headers: { "idempotency-key": crypto.randomUUID() } });
const points = (site: string, verb: string, body: object): Promise<Answered> => at(site, `loyalty/bonus/${verb}`, body);
const card = (value: string) => ({ type: "card", value });

const newCard = async (): Promise<string> => (await points(BAKERY, "cards", {})).json.card as string;

/** At a merchant's till somebody says yes or no to that merchant. */
async function tell(site: string, number: string, habits: boolean): Promise<string> {
  const linked = await at(site, "identities/link", { subject: null, identifier: card(number), source: "till", proof: "shown" });
  const { json } = await coalition.person(site, "DK").ask("/v1/consent");
  const notice = { version: json.notice.version, locale: "en" };
  const how = { method: "card", actor: "till-1", evidence: "slip-3", place: { country: "DK" } };
  const answer = await at(site, "consent", { subject: card(number), decisions: { habits }, notice, ...how });
  expect([200, 201]).toContain(answer.status);
  return linked.json.subject as string;
}

async function buy(site: string, subject: string, item: string): Promise<void> {
  const timestamp = new Date(coalition.now).toISOString();
  const what = { event: "Purchase", properties: { item, amount: 5 }, messageId: crypto.randomUUID(), timestamp };
  const context = { consent: { categoryPreferences: { habits: true } } };
  await at(site, "track", { ...what, anonymousId: subject, context });
}

describe("one card at many tills", () => {
  it("has one balance, of which 400 euros are worth 2", async () => {
    const number = await newCard();
    for (const amount of [99, 14_901]) await points(BAKERY, "earn", { subject: card(number), amount });
    const { json } = await points(PETROL, "earn", { subject: card(number), amount: 25_000 });
    expect(json.balance).toBe(400 * 100);
    expect((await points(ACCOUNT, "earn", { subject: card(number), amount: 10_000 })).json.errors[0].rule).toBe("foreign-merchant");
    expect((await points(BAKERY, "spend", { subject: card(number), points: 2 * 100 * 200 })).json.balance).toBe(0);
  });

  it("shows a merchant the balance and its own tills, and nobody another's basket", async () => {
    const number = await newCard();
    await points(BAKERY, "earn", { subject: card(number), amount: 1_000 });
    await points(PETROL, "earn", { subject: card(number), amount: 3_000 });
    const seen = (await points(PETROL, "account", { subject: card(number) })).json;
    expect(seen.balance).toBe(4_000);
    expect(seen.entries.map(({ merchant }: { merchant: string }) => merchant)).toEqual(["petrol"]);
    const [baker, pump] = [await tell(BAKERY, number, true), await tell(PETROL, number, true)];
    expect(baker).not.toBe(pump);
    for (const item of ["rye", "buns", "cake"]) await buy(BAKERY, baker, item);
    await buy(PETROL, baker, "what another sends of it");
    await coalition.until(
      () => coalition.rows("SELECT fields FROM event WHERE subject = ?1", baker),
      (rows) => rows.length === 3,
    );
    const exported = await coalition.server(`/v1/exports/events?site=${PETROL}`);
    expect(JSON.stringify(exported)).not.toContain("rye");
    expect(JSON.stringify(await coalition.rows("SELECT * FROM event"))).not.toContain("another sends");
    const asked = await at(PETROL, "permits", { subjects: [{ type: "subject", value: baker }], purposes: ["habits"] });
    expect(asked.json.permits[0].purposes?.habits?.allowed ?? false).toBe(false);
    expect((await at(BAKERY, "offers/redeem", { offer: "buns", subject: card(number) })).status).toBe(200);
    expect((await at(PETROL, "offers/redeem", { offer: "buns", subject: card(number) })).json.errors[0].rule).toBe("foreign-merchant");
  });

  it("is told yes or no by each merchant for itself", async () => {
    const number = await newCard();
    const [baker, pump] = [await tell(BAKERY, number, true), await tell(PETROL, number, false)];
    for (let times = 0; times < 3; times++) await buy(BAKERY, baker, "rye");
    for (let times = 0; times < 3; times++) await buy(PETROL, pump, "diesel");
    await coalition.until(
      () => coalition.rows("SELECT id FROM event WHERE subject = ?1", baker),
      (rows) => rows.length === 3,
    );
    expect(await coalition.rows("SELECT id FROM event WHERE subject = ?1", pump)).toEqual([]);
    await tell(BAKERY, number, false);
    expect((await at(BAKERY, "offers/redeem", { offer: "buns", subject: card(number) })).json.errors[0].rule).toBe("not-eligible");
  });

  it("passes each merchant's door with what that merchant has for it; lost, it is blocked at all of them, and another takes its place", async () => {
    const number = await newCard();
    const door = async (site: string, value: string): Promise<unknown> => {
      const { json } = await points(site, "door", { card: value });
      return json.offers?.map(({ key }: { key: string }) => key) ?? json.errors[0].rule;
    };
    expect(await door(BAKERY, number)).toEqual([]);
    const baker = await tell(BAKERY, number, true);
    for (let times = 0; times < 5; times++) await buy(BAKERY, baker, "rye");
    await coalition.until(
      () => door(BAKERY, number),
      (offers) => JSON.stringify(offers) === '["buns"]',
    );
    expect(await door(PETROL, number)).toEqual([]);
    const { json } = await points(PETROL, "cards", { replaces: card(number) });
    expect(await door(BAKERY, number)).toBe("linked");
    expect((await at(BAKERY, "offers/redeem", { offer: "buns", subject: card(number) })).json.errors[0].rule).toBe("linked");
    expect(await door(BAKERY, json.card)).toEqual(["buns"]);
    expect((await at(BAKERY, "offers/redeem", { offer: "buns", subject: card(json.card) })).status).toBe(200);
    expect(await door(BAKERY, json.card)).toEqual([]);
  });
});
