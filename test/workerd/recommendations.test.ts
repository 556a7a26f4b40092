import { beforeAll, describe, expect, it } from "vitest";
import { runCron } from "../../src/jobs/cron.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { shelfProgram } from "../support/shelf.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { counting, failingAt, without } from "./faults.ts";
import { server } from "./people.ts";
import { deliver, keeping, NO, rowsOf, subjectOf, YES } from "./subjects.ts";

beforeAll(async () => {
  expect((await publish(shelfProgram())).status).toBe(201);
});

/** Somebody who chose, looked at these, and whose events the consumer has written. */
async function looker(products: readonly string[], choice: Readonly<Record<string, boolean>> = YES): Promise<Browser> {
  const browser = new Browser();
  const { env, kept } = keeping(bindings());
  browser.env = env;
  await browser.choose(choice);
  for (const product of products) await browser.view(product);
  expect((await deliver(kept)).retried).toBe(0);
  browser.env = undefined;
  return browser;
}

const hourly = async (env = bindings(), now = Date.now()): Promise<void> =>
  runCron(await platformOf(env, () => undefined), "7 * * * *", now);

async function itemsOf(browser: Browser, slot: string, query = ""): Promise<readonly string[]> {
  const { json } = await browser.decide([slot], { url: `http://localhost/${query}` });
  const content = (json.decisions[slot].content ?? {}) as Readonly<Record<string, { readonly href?: string }>>;
  return Object.entries(content).flatMap(([field, value]) => (field.startsWith("item-") ? [(value.href ?? "").slice("/p/".length)] : []));
}

const flags = (held = "") =>
  new Browser().ask("/ofrep/v1/evaluate/flags", { body: { context: { targetingKey: "x" } }, headers: { "if-none-match": held } });

const put = (body: unknown) => request("/v1/catalogue?site=pk_acme_main", { method: "PUT", key: SECRET_KEY, body });

describe("what is recommended", () => {
  it("is counted from who allows it now, published to the edge, and shown to everybody in an order without anybody in it", async () => {
    expect(await itemsOf(new Browser(), "quiet")).toEqual(["a", "b", "c"]);
    for (let at = 0; at < 3; at++) await looker(["g", "f"]);
    for (let at = 0; at < 3; at++) await looker(["d"], NO);
    const [leaver] = [await looker(["b", "g"]), await looker(["b", "g"]), await looker(["b"])];
    await hourly();
    expect(await itemsOf(new Browser(), "quiet")).toEqual(["g", "b", "f"]);
    const etag = (await flags()).headers.get("etag") ?? "";
    expect((await flags(etag)).status).toBe(304);
    await leaver?.withdraw();
    await hourly();
    expect(await itemsOf(new Browser(), "quiet")).toEqual(["g", "f", "a"]);
    expect((await flags(etag)).status, "other items are another answer").toBe(200);
    const { keys } = await bindings().KV.list({ prefix: "ranked:" });
    const held = (await Promise.all(keys.map(({ name }) => bindings().KV.get(name)))).join();
    expect(held).not.toMatch(/sub_|[0-9]{2}/);
  });

  it("follows the visit at once: what was looked at with what this person sees, and never what they bought", async () => {
    const browser = await looker([]);
    await browser.view("a");
    await browser.view("b");
    expect([await itemsOf(browser, "hero"), await itemsOf(browser, "aside")]).toEqual([[], []]);
    for (let at = 0; at < 3; at++) await looker(["c", "d", "e"]);
    await hourly();
    await browser.view("c");
    expect(await itemsOf(browser, "aside")).toEqual(["c", "d"]);
    expect(await itemsOf(browser, "hero")).toEqual(["d", "e"]);
    await browser.ask("/v1/track", { body: { event: "Product Bought", properties: { product: "d" }, messageId: crypto.randomUUID() } });
    expect(await itemsOf(browser, "aside")).toEqual(["c", "a"]);
    expect(await itemsOf(browser, "hero")).toEqual([]);
    await browser.withdraw();
    expect([await itemsOf(browser, "hero"), await itemsOf(browser, "aside")]).toEqual([[], []]);
  });

  it("is made again from its record by the items of then, whatever the order is by now", async () => {
    const browser = await looker(["a", "b", "c"]);
    const { env, kept } = keeping(bindings());
    const { quiet, aside } = (await browser.decide(["quiet", "aside"])).json.decisions;
    browser.env = env;
    await browser.ask("/v1/exposures", { body: { exposures: [quiet.exposure, aside.exposure] } });
    await deliver(kept);
    for (let at = 0; at < 4; at++) await looker(["h"]);
    await hourly();
    const subject = { type: "subject", value: await subjectOf(browser) };
    const { json } = await server("/v1/decisions/replay", { subject }, { headers: { "x-earnest-now": String(browser.now) } });
    const keysOf = ({ content }: { content: Readonly<Record<string, { href: string }>> }) =>
      Object.entries(content).flatMap(([field, { href }]) => (field.startsWith("item-") ? [href.slice("/p/".length)] : []));
    for (const shown of [quiet, aside]) {
      const found = json.decisions.find((item: { decision: { experience: string } }) => item.decision.experience === shown.experience);
      expect(found).toMatchObject({ decision: { view: { items: { [shown.experience]: keysOf(shown) } } }, same: true });
      expect(found.considered).toContainEqual(expect.objectContaining({ experience: shown.experience, outcome: "shown" }));
    }
  });

  it("costs a decision no call of storage, and goes on as it was with KV away", async () => {
    const browser = await looker([]);
    const before = await itemsOf(browser, "quiet");
    const { env, counts } = counting(bindings());
    browser.env = env;
    expect(await itemsOf(browser, "quiet")).toEqual(before);
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
    browser.env = without(bindings(), "kv");
    expect(await itemsOf(browser, "quiet")).toEqual(before);
  });

  it("counts everybody once however the count is cut off", async () => {
    const orders = async (): Promise<unknown> =>
      (await bindings().DB.prepare("SELECT ranked FROM ranking WHERE controller = 'acme'").first<{ ranked: string }>())?.ranked;
    await hourly();
    const whole = await orders();
    for (let k = 1; k <= 40; k += 3) await hourly(failingAt(bindings(), k, "after")).catch(() => undefined);
    await Promise.allSettled([hourly(), hourly()]);
    await hourly();
    expect(await orders()).toBe(whole);
  });
});

describe("a catalogue that comes through the API", () => {
  const item = { key: "n1", category: "coats", title: "New", url: "https://shop.example/n1" };

  it("is shown at once, put right by the same key, and gone when it is said to be", async () => {
    expect((await put({ items: [item, { ...item, key: "n2" }] })).json).toEqual({ items: 2, gone: 0 });
    for (let at = 0; at < 9; at++) await looker(["n1"]);
    await hourly();
    const title = async (): Promise<unknown> => (await new Browser().decide(["quiet"])).json.decisions.quiet.content["item-1"];
    expect(await title()).toEqual({ text: "New", href: "https://shop.example/n1" });
    await put({ items: [{ ...item, title: "Newer" }] });
    expect(await title()).toMatchObject({ text: "Newer" });
    await put({ gone: ["n1", "n2", "never"] });
    expect(await title()).not.toMatchObject({ text: "Newer" });
    expect(await rowsOf("catalogue_item")).not.toContain("n1");
  });

  it("never grows past its bound, and is taken part by part as a whole or not at all", async () => {
    const part = (number: number) => Array.from({ length: 500 }, (_, at) => ({ ...item, key: `p${number}-${at}` }));
    for (let number = 0; number < 3; number++) expect((await put({ items: part(number) })).status).toBe(200);
    const before = await rowsOf("catalogue_item", "audit");
    expect((await put({ items: part(3) })).json.errors).toMatchObject([{ field: "items", rule: "most" }]);
    expect(await rowsOf("catalogue_item", "audit")).toBe(before);
    expect((await put({ items: part(0) })).status).toBe(200);
    expect((await put({ items: part(3), gone: part(1).map(({ key }) => key) })).status).toBe(200);
  });
});

describe("somebody past a renewal", () => {
  it("is still recommended by what the database holds of them", async () => {
    const browser = await looker(["a", "b", "c"]);
    browser.now = NOON + 2 * MINUTE;
    await browser.renew();
    expect((await itemsOf(browser, "aside")).length).toBe(2);
  });
});
