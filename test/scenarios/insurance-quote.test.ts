import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Answered, type Person, type Scenario } from "../support/scenario.ts";

const SITE = "pk_fairsure_web";
const MINUTE = 60_000;
const DAY = 86_400_000;

let brand: Scenario;
beforeAll(async () => {
  brand = await startScenario("insurance-quote");
});
afterAll(() => brand.stop());

/** The question a page is handed, if any. */
async function asked(person: Person): Promise<{ readonly key: string; readonly token: string } | null> {
  const { json } = await person.ask("/v1/decide", { body: { slots: ["quote"], context: { url: "http://localhost:8787/" } } });
  return json.ask ?? null;
}

async function answer(person: Person, value: unknown): Promise<Answered> {
  const ask = await asked(person);
  const headers = { "idempotency-key": crypto.randomUUID() };
  return person.ask(`/v1/asks/${ask?.key ?? "none"}/answer`, { body: { value, token: ask?.token ?? "" }, headers });
}

/** What stands in a slot for trust, by moment. */
async function trustBeside(person: Person, slot: string): Promise<readonly unknown[]> {
  const { trust = [] } = (await person.slot(slot)) as { readonly trust?: readonly Shown[] };
  return trust.map(({ moment, elements }) => [moment, elements.map(({ kind }) => kind)]);
}

interface Shown {
  readonly moment: string;
  readonly elements: readonly { readonly kind: string }[];
}

/** A later visit. */
async function comeBack(person: Person): Promise<void> {
  brand.now += 31 * MINUTE;
  await person.renew();
}

/** Somebody who saw the prices and wants a quote. */
async function quoting(): Promise<Person> {
  const person = brand.person(SITE);
  await person.choose({ quote: true, letters: true });
  await person.track("Prices Viewed", {});
  return person;
}

describe("an insurance quote", () => {
  it("shows what others charge to whoever comes, before anything is asked, and keeps nobody", async () => {
    const person = brand.person(SITE);
    expect(await person.shown("comparison", "quote")).toEqual({ comparison: "prices", quote: "no-consent" });
    expect(await asked(person)).toBeNull();
    expect(await trustBeside(person, "comparison")).toEqual([["comparing", ["fact", "guarantee", "contact"]]]);
    expect(await trustBeside(person, "quote")).toEqual([]);
    expect(person.jar).toEqual(new Map());
    for (const table of ["register", "profile", "event", "exchange"]) expect(await brand.rows(`SELECT * FROM ${table}`), table).toEqual([]);
    const wanting = brand.person(SITE);
    await wanting.choose({ quote: true });
    expect(await asked(wanting)).toBeNull();
    await wanting.track("Prices Viewed", {});
    expect((await asked(wanting))?.key).toBe("car");
  });

  it("moves the price with each answer at once, one question a visit", async () => {
    const person = await quoting();
    expect((await answer(person, 3)).status).toBe(201);
    expect(await person.shown("quote")).toEqual({ quote: "price-new" });
    expect(await asked(person)).toBeNull();
    await comeBack(person);
    expect((await answer(person, 0)).json).toMatchObject({ ask: "claims", benefit: "better-product" });
    expect(await person.shown("quote")).toEqual({ quote: "no-claims" });
  });

  it("lets answers serve the quote and nothing else: no audience for letters, and no offer, may read them", async () => {
    const audiences = [{ key: "drivers-of-old-cars", purpose: "letters", when: { carAge: { $gte: 10 } } }];
    const refused = await brand.publish({ ...brand.program, audiences });
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.json)).toContain("E103");
    const [pricesSeen, carAge, ...others] = brand.program["attributes"] as readonly (object & { purposes: string[] })[];
    const widened = { ...carAge, purposes: ["quote", "letters"] };
    const person = await quoting();
    await answer(person, 12);
    expect((await brand.publish({ ...brand.program, audiences, attributes: [pricesSeen, widened, ...others] })).status).toBe(201);
    const profiles = await brand.rows("SELECT attributes FROM profile WHERE attributes LIKE '%carAge%'");
    for (const { attributes } of profiles) expect(JSON.parse(String(attributes)).carAge.purposes).toEqual(["quote"]);
    expect((await brand.publish(brand.program)).status).toBe(201);
  });

  it("has none of the answers after 30 days, though nobody came back", async () => {
    await answer(await quoting(), 7);
    const held = () => brand.rows("SELECT subject FROM profile WHERE attributes LIKE '%carAge%' OR attributes LIKE '%claims%'");
    brand.now += 29 * DAY;
    await brand.cron("7 * * * *");
    expect((await held()).length).toBeGreaterThan(0);
    brand.now += 2 * DAY;
    await brand.cron("7 * * * *");
    expect(await held()).toEqual([]);
  });
});
