import { beforeAll, describe, expect, it } from "vitest";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, publish } from "./client.ts";
import { knownBy, newAddress, proveBy } from "./known.ts";
import { deliver, keeping } from "./subjects.ts";

beforeAll(async () => void (await publish()));

/** Looks at a product, and waits until the database has it. */
async function look(visitor: Browser): Promise<void> {
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  await visitor.view("a");
  visitor.env = undefined;
  await deliver(kept);
}

describe("what is known about me", () => {
  it("is told value by value, with source, time, purposes and expiry: a device's own by the pass alone", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: true });
    await look(visitor);
    const { values } = (await visitor.ask("/v1/me/values?locale=de")).json;
    expect(values.length).toBeGreaterThan(0);
    for (const value of values)
      expect(value).toMatchObject({
        name: expect.any(String),
        source: "observed",
        origin: "event",
        at: new Date(NOON).toISOString(),
        expires: expect.stringMatching(/^20\d\d-/),
        purposes: expect.arrayContaining([{ key: "personal", name: expect.any(String) }]),
        correctable: false,
      });
    expect(JSON.stringify(values)).not.toContain('"s":');
  });

  it("is a known person's only with a proof of the last fifteen minutes", async () => {
    const address = newAddress();
    const visitor = await knownBy(address);
    await look(visitor);
    const refused = { status: 403, json: { type: "urn:earnest:problem:proof-required", errors: [{ field: "proof", rule: "signed-in" }] } };
    expect(await visitor.ask("/v1/me/values")).toMatchObject(refused);
    await proveBy(visitor, address);
    expect((await visitor.ask("/v1/me/values")).json.values.length).toBeGreaterThan(0);
    visitor.now = NOON + 15 * MINUTE;
    expect(await visitor.ask("/v1/me/values")).toMatchObject(refused);
  });
});

describe("why I saw what I saw", () => {
  it("is told in sentences, each decision made again from its record, to its own person alone", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: true, memory: true });
    for (let seen = 0; seen < 3; seen++) await look(visitor);
    await visitor.renew();
    const { decisions } = (await visitor.decide()).json;
    expect(decisions.hero.reason).toBe("matched");
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    await visitor.ask("/v1/exposures", { body: { exposures: [decisions.hero.exposure] } });
    visitor.env = undefined;
    await deliver(kept);
    const [seen] = (await visitor.ask("/v1/me/decisions")).json.decisions;
    expect(seen).toMatchObject({
      slot: "hero",
      experience: decisions.hero.experience,
      variant: decisions.hero.variant,
      text: Object.values(decisions.hero.content)[0],
      because: [expect.stringMatching(/^Because .+/)],
      same: true,
    });
    const stranger = new Browser();
    await stranger.choose({ personal: true });
    expect((await stranger.ask("/v1/me/decisions")).json.decisions).toEqual([]);
  });
});
