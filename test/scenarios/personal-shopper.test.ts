import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Answered, type Person, type Scenario } from "../support/scenario.ts";

const SITE = "pk_shopper_store";
const YES = { advice: true, site: true };
let brand: Scenario;

beforeAll(async () => {
  brand = await startScenario("personal-shopper");
});
afterAll(() => brand.stop());

/** Somebody with a card and a coat, who told their colour. */
async function customer(card: string, decisions: Readonly<Record<string, boolean>> = YES): Promise<Person> {
  const person = brand.person(SITE);
  await person.choose(decisions);
  const [{ subject } = {}] = await brand.rows("SELECT subject FROM register WHERE subject NOT IN (SELECT subject FROM link)");
  const body = { subject: { type: "subject", value: subject }, identifier: { type: "card", value: card }, source: "till", proof: "card" };
  expect((await brand.server(`/v1/identities/link?site=${SITE}`, { body })).status).toBe(200);
  await person.identify({ colour: "navy", size: "40" });
  await person.track("Order Completed", { product: "Fjord coat", kind: "coat", price: 420 });
  await person.track("Product Viewed", { product: "Hidden hat" });
  if (decisions["advice"])
    await brand.until(
      () => brand.rows("SELECT id FROM event WHERE subject = ?1 AND name = 'Order Completed'", subject),
      (rows) => rows.length === 1,
    );
  return person;
}

function serves(card: string): Promise<Answered> {
  return brand.server(`/v1/advisor/look-up?site=${SITE}`, { body: { identifier: { type: "card", value: card }, actor: "maja" } });
}

function told(view: Answered, experience: string, outcome: string): Promise<Answered> {
  const { subject, view: id } = view.json;
  return brand.server(`/v1/advisor/hints?site=${SITE}`, { body: { subject, view: id, experience, outcome, actor: "maja" } });
}

const hints = ({ json }: Answered): readonly string[] => json.hints.map(({ experience }: { experience: string }) => experience);

describe("a personal shopper", () => {
  it("reads the history and gets hints with reasons, of what serves advice and nothing else", async () => {
    await customer("NORD0001");
    const view = await serves("NORD0001");
    expect(view.json).toMatchObject({
      allowed: true,
      attributes: { colour: { value: "navy", source: "volunteered" }, size: { value: "40" }, coats: { value: 1 } },
      purchases: [{ fields: { product: "Fjord coat", price: 420 } }],
    });
    expect(hints(view)).toEqual(["scarf", "navy"]);
    expect(view.json.hints[0].because[0].sentence).toBe("Because you bought 1 coats, which you allowed for “Personal advice”.");
    expect(JSON.stringify(view.json)).not.toContain("Hidden hat");
  });

  it("tells what became of a hint once, and is tuned by it", async () => {
    await customer("NORD0002");
    await customer("NORD0003");
    const view = await serves("NORD0002");
    expect((await told(view, "scarf", "ignored")).status).toBe(201);
    expect((await told(view, "navy", "taken")).status).toBe(201);
    expect((await told(view, "navy", "taken")).status).toBe(200);
    expect((await told(view, "navy", "ignored")).json.errors).toMatchObject([{ field: "outcome", rule: "once" }]);
    expect(hints(await serves("NORD0002"))).toEqual([]);
    expect(hints(await serves("NORD0003"))).toEqual(["navy", "scarf"]);
  });

  it("never pushes a hint to the customer, and shows the customer who looked", async () => {
    const person = await customer("NORD0004");
    await serves("NORD0004");
    expect(await person.shown("adviser")).toEqual({ adviser: "unknown-slot" });
    const { views } = (await person.ask("/v1/me/views")).json;
    expect(views).toMatchObject([{ purpose: "advice", allowed: true }]);
    expect(views[0].actor).toMatch(/^staff:.+\/maja$/);
    brand.now += 60_000;
    await person.withdraw();
    expect((await serves("NORD0004")).json).toMatchObject({ allowed: false, why: "withdrawn", attributes: {}, purchases: [], hints: [] });
  });

  it("is refused at publish where a hint or what is shown serves another purpose, or stands on a page", async () => {
    const { program } = brand;
    const experiences = (program["experiences"] as readonly { readonly key: string }[]).map((item) =>
      item.key === "scarf" ? { ...item, purpose: "site", when: {} } : item,
    );
    const advisor = program["advisor"] as object;
    const findings = async (changes: object): Promise<readonly string[]> => {
      const { json } = await brand.server("/v1/programs/lint", { body: { ...program, ...changes } });
      return (json.findings as readonly { code: string; path: string }[]).map(({ code, path }) => `${code} ${path}`);
    };
    expect(await findings({ experiences })).toContain("E176 experiences.1.purpose");
    expect(await findings({ advisor: { ...advisor, slot: "hero" } })).toContain("E176 advisor.slot");
    expect(await findings({ advisor: { ...advisor, purchases: ["Product Viewed"] } })).toContain("E175 advisor.purchases.0");
    expect(await findings({ advisor: { ...advisor, purpose: "gossip" } })).toContain("E109 advisor.purpose");
  });
});
