import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Answered, type Person, type Scenario } from "../support/scenario.ts";

const SITE = "pk_kyst_shop";
let shop: Scenario;

beforeAll(async () => {
  shop = await startScenario("coupons");
});
afterAll(() => shop.stop());

function redeem(body: object, once: string = crypto.randomUUID()): Promise<Answered> {
  return shop.server(`/v1/offers/redeem?site=${SITE}`, { body, headers: { "idempotency-key": once } });
}

const refusal = ({ status, json }: Answered): string => (status === 200 ? "200" : (json.errors?.[0]?.rule ?? String(status)));

/** A customer with an account; the shop's server knows them by its own id. */
async function customer(subject: string | null = null): Promise<{ readonly type: "user"; readonly value: string }> {
  const identifier = { type: "user", value: crypto.randomUUID() } as const;
  const who = subject === null ? null : { type: "subject", value: subject };
  await shop.server(`/v1/identities/link?site=${SITE}`, { body: { subject: who, identifier, source: "shop", proof: "account" } });
  return identifier;
}

async function looked(person: Person, times: number): Promise<void> {
  for (let view = 0; view < times; view++) await person.track("Product Viewed", { category: "tents" });
}

describe("discounts with a rule you can say", () => {
  it("state their rule in one sentence, in the customer's language", async () => {
    const ask = async (locale: string) =>
      (await shop.person(SITE).ask(`/v1/offers?locale=${locale}`)).json.offers.map(({ sentence }: { sentence: string }) => sentence);
    expect(await ask("en")).toEqual([
      "10% off, with the code KYST10, once per person, for the first 20.",
      "€5.00 off, with your own code.",
    ]);
    expect((await ask("de"))[0]).toMatch(/^10\s% Rabatt, mit dem Code KYST10, einmal pro Person, für die ersten 20\.$/);
  });

  it("are spent exactly to their limit by fifty at once, and a cancelled sale frees one", async () => {
    const people = await Promise.all(Array.from({ length: 50 }, () => customer()));
    const answers = await Promise.all(people.map((subject) => redeem({ code: "KYST10", subject })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    expect(answers.map(refusal).filter((rule) => rule === "over-budget")).toHaveLength(30);
    const { redemption } = answers.find(({ status }) => status === 200)?.json ?? {};
    await shop.server(`/v1/offers/refund?site=${SITE}`, { body: { redemption } });
    const late = await Promise.all([customer(), customer()]);
    expect((await Promise.all(late.map((subject) => redeem({ code: "KYST10", subject })))).map(refusal).toSorted()).toEqual([
      "200",
      "over-budget",
    ]);
  });

  it("are not given twice to one person, however they come", async () => {
    const subject = await customer();
    await shop.server(`/v1/offers/refund?site=${SITE}`, {
      body: { redemption: (await shop.rows("SELECT id FROM redemption WHERE refunded_at IS NULL LIMIT 1"))[0]?.["id"] },
    });
    const once = crypto.randomUUID();
    const first = await redeem({ code: "KYST10", subject }, once);
    expect((await redeem({ code: "kyst10", subject: subject }, crypto.randomUUID())).status).toBe(422);
    expect((await redeem({ code: "KYST10", subject }, once)).json).toEqual(first.json);
  });

  it("for who looked at tents come up after the third look, if they allowed that, and stand alone in a basket", async () => {
    const person = shop.person(SITE);
    await person.choose({ fit: true });
    await looked(person, 2);
    expect(await person.shown("banner")).toEqual({ banner: "default" });
    await looked(person, 1);
    expect(await person.shown("banner")).toEqual({ banner: "tent-coupon" });
    const [known] = await shop.until(
      () => shop.rows("SELECT subject FROM event GROUP BY subject HAVING count(*) = 3"),
      (rows) => rows.length === 1,
    );
    const subject = await customer(String(known?.["subject"]));
    const basket = crypto.randomUUID();
    expect(refusal(await redeem({ code: "CAMP15", subject, basket }))).toBe("200");
    expect(refusal(await redeem({ code: "CAMP15", subject, basket: crypto.randomUUID() }))).toBe("over-person");
    await person.withdraw();
    expect(await person.shown("banner")).not.toEqual({ banner: "tent-coupon" });
    expect(refusal(await redeem({ code: "CAMP15", subject: await customer() }))).toBe("not-eligible");
  });
});
