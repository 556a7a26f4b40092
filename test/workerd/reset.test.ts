import { beforeAll, describe, expect, it } from "vitest";
import { bindings } from "./bindings.ts";
import { MINUTE, NOON, type Browser } from "./client.ts";
import { failEvery } from "./fail-every.ts";
import { knownBy, newAddress, proveBy } from "./known.ts";
import { merge, somebody } from "./merging.ts";
import { profileOf } from "./people.ts";
import { publishTaking } from "./planting.ts";
import { deliver, keeping, rowsOf, subjectOf, YES } from "./subjects.ts";

beforeAll(publishTaking);

/** Somebody who looked at three shoes, told a size and was shown something for it. */
async function looker(): Promise<Browser> {
  const { visitor } = await somebody(YES, 3);
  const { ask } = (await visitor.decide(["aside"])).json;
  await visitor.ask("/v1/asks/size/seen", { body: { token: ask.token } });
  const headers = { "idempotency-key": crypto.randomUUID() };
  expect((await visitor.ask("/v1/asks/size/answer", { body: { value: 45 }, headers })).status).toBe(201);
  await visitor.renew();
  expect((await visitor.decide()).json.decisions.hero.reason).toBe("matched");
  return visitor;
}

const reset = (visitor: Browser) => visitor.ask("/v1/me/reset", { body: {} });

describe("interests that are reset", () => {
  it("are gone at once in this browser, with what was on its way, and what was told, chosen and earned stays", async () => {
    const visitor = await looker();
    const { env, kept } = keeping(bindings());
    await visitor.ask("/v1/track", { body: { event: "Product Viewed", properties: { category: "shoes", product: "late" } }, env });
    visitor.now = NOON + MINUTE;
    const [before, consent] = [await rowsOf("exchange", "points_account"), (await visitor.ask("/v1/consent")).json.consent.state];
    expect(await reset(visitor)).toMatchObject({ status: 200, json: { reset: true } });
    expect((await visitor.decide()).json.decisions.hero.reason).not.toBe("matched");
    expect((await deliver(kept)).retried).toBe(0);
    await visitor.renew();
    expect((await visitor.decide()).json.decisions.hero.reason).not.toBe("matched");
    expect(await profileOf(await subjectOf(visitor))).toEqual({ shoeSize: 45 });
    expect(await rowsOf("exchange", "points_account")).toBe(before);
    expect((await visitor.ask("/v1/consent")).json.consent.state).toEqual(consent);
    for (const product of ["a", "b", "c"]) await visitor.view(product);
    expect((await visitor.decide()).json.decisions.hero.reason).toBe("matched");
  });

  it("are gone from every record that was merged, and of nobody else", async () => {
    const [visitor, child, other] = [await looker(), await somebody(YES, 4), await looker()];
    expect((await merge(await subjectOf(visitor), child.subject)).status).toBe(200);
    const theirs = await profileOf(await subjectOf(other));
    visitor.now = NOON + 2 * MINUTE;
    await reset(visitor);
    expect(await profileOf(child.subject)).toEqual({});
    expect((await rowsOf("merge")).includes("shoeViews")).toBe(false);
    expect(await profileOf(await subjectOf(other))).toEqual(theirs);
  });

  it("are a known person's only with a proof", async () => {
    const address = newAddress();
    const visitor = await knownBy(address);
    expect(await reset(visitor)).toMatchObject({ status: 403, json: { errors: [{ field: "proof" }] } });
    await proveBy(visitor, address);
    expect((await reset(visitor)).status).toBe(200);
  });

  it("cut off at any call are reset by the next try", async () => {
    await failEvery(async (_, __, broken, label) => {
      const { visitor, subject } = await somebody(YES, 2);
      await visitor.ask("/v1/me/reset", { body: {}, env: broken });
      expect((await reset(visitor)).status, label).toBe(200);
      expect(await profileOf(subject), label).toEqual({});
    }, "after");
  });
});
