import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Desk } from "../support/desk.ts";
import { startScenario, type Answered, type Scenario } from "../support/scenario.ts";

const SITE = "pk_call_main";
let brand: Scenario;
let desk: Desk;

beforeAll(async () => {
  brand = await startScenario("call-centre");
  desk = new Desk(brand, SITE);
});
afterAll(() => brand.stop());

function rings(value: string, actor = "seat-4"): Promise<Answered> {
  return brand.server(`/v1/advisor/look-up?site=${SITE}`, { body: { identifier: { type: "phone", value }, actor } });
}

/** Somebody with an order, a call and something read, whose number the desk knows. */
async function customer(name: string, phone: string, decisions: Readonly<Record<string, boolean>>): Promise<string> {
  const subject = await desk.link(name);
  const body = {
    ...{ subject: { type: "subject", value: subject }, identifier: { type: "phone", value: phone } },
    ...{ source: "orders", proof: "order-form" },
  };
  expect((await brand.server(`/v1/identities/link?site=${SITE}`, { body })).status).toBe(200);
  await desk.tell(name, decisions);
  const allowed = Object.keys(decisions).filter((key) => decisions[key]);
  await desk.send(name, allowed, [
    ["Order Completed", { product: "Barista 3", kind: "machine", price: 499 }],
    ["Call Taken", { about: "it drips", solved: true }],
    ["Guide Read", { topic: "espresso" }],
  ]);
  if (decisions["advice"])
    await brand.until(
      () => brand.rows("SELECT id FROM event WHERE subject = ?1", subject),
      (rows) => rows.length >= 2,
    );
  return subject;
}

describe("a call centre", () => {
  it("sees purchases and contacts as the call arrives, in one call, and no field of another purpose", async () => {
    await customer("ida", "+4689001", { advice: true, news: true });
    const { status, json } = await rings("0046 89001");
    expect(status).toBe(200);
    expect(json).toMatchObject({
      allowed: true,
      attributes: { orders: { value: 1, purposes: ["advice"] } },
      purchases: [{ name: "Order Completed", fields: { product: "Barista 3", price: 499 } }],
      contacts: [{ name: "Call Taken", fields: { about: "it drips", solved: true } }],
      hints: [{ experience: "descale", content: { text: "Ask whether the machine was ever descaled." } }],
    });
    expect(json.hints[0].because[0].sentence).toContain("you ordered 1 times");
    expect(json.value.purposes).toEqual([{ purpose: "advice", name: "Advice", gave: 2, got: 0 }]);
    expect(json.value.gave.map(({ key }: { key: string }) => key).toSorted()).toEqual(["advice", "orders"]);
    expect(JSON.stringify(json)).not.toContain("espresso");
  });

  it("shows nothing of whoever refused advice, nor once it is taken back", async () => {
    await customer("odd", "+4689002", { advice: false, news: true });
    const nothing = { attributes: {}, purchases: [], contacts: [], value: null, hints: [] };
    expect((await rings("+4689002")).json).toMatchObject({ allowed: false, why: "denied", ...nothing });
    await customer("eva", "+4689003", { advice: true, news: false });
    expect((await rings("+4689003")).json.purchases).toHaveLength(1);
    await desk.tell("eva", { advice: false });
    expect((await rings("+4689003")).json).toMatchObject({ allowed: false, why: "withdrawn", ...nothing });
    await desk.tell("eva", { advice: true });
    expect((await rings("+4689003")).json).toMatchObject({
      allowed: true,
      ...nothing,
      value: { gave: [{ kind: "consent", key: "advice" }], got: [] },
    });
  });

  it("writes each view down with who it was, and no number anywhere", async () => {
    const subject = await customer("ulla", "+4689004", { advice: true, news: false });
    await rings("+4689004", "seat-1");
    await rings("+4689004", "seat-2");
    await rings("+4689999");
    const audit = await brand.rows("SELECT actor, target FROM audit WHERE action = 'advisor.view' ORDER BY id DESC LIMIT 3");
    expect(audit.map(({ target }) => target)).toEqual(["nobody", subject, subject]);
    expect(audit.map(({ actor }) => String(actor).split("/")[1])).toEqual(["seat-4", "seat-2", "seat-1"]);
    for (const table of ["audit", "viewed", "identifier", "link"])
      expect(JSON.stringify(await brand.rows(`SELECT * FROM ${table}`)), table).not.toMatch(/89004|89999/);
    const [, own] = await brand.rows("SELECT actor FROM viewed WHERE subject = ?1 ORDER BY id", subject);
    expect(own).toBeDefined();
  });
});
