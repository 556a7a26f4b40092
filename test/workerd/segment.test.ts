import { beforeAll, describe, expect, it } from "vitest";
import type { SealedMessage } from "../../src/storage/bindings.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, request, SECRET_KEY, type Answer } from "./client.ts";
import { counting } from "./faults.ts";
import { allChoseLike, CONSENT, eventsOf, person, profileOf, publishTellable, server, VIEW } from "./people.ts";
import { deliver, keeping, subjectOf, YES } from "./subjects.ts";

beforeAll(publishTellable);

describe("a server's calls", () => {
  it("reach the profile of whom the directory names, with what the program keeps, and are found there once", async () => {
    const { subject, user } = await person();
    const { env, kept } = keeping(bindings());
    const batch = [
      { type: "identify", messageId: "m1", userId: user, traits: { size: 41, tier: "gold" }, context: CONSENT },
      { ...VIEW, messageId: "m2", userId: user, properties: { ...VIEW.properties, secret: "dropped" } },
      { ...VIEW, messageId: "m3", userId: "somebody else" },
      { ...VIEW, messageId: "m4", userId: user, event: "Unheard Of" },
    ];
    expect((await server("/v1/batch", { batch }, { env })).json).toEqual({
      success: true,
      accepted: 2,
      dropped: { "unknown-subject": 1, "unknown-event": 1 },
    });
    expect(JSON.stringify(kept)).not.toContain(user);
    await deliver([...kept, ...kept]);
    await server("/v1/batch", { batch }, { env });
    await deliver(kept);
    expect(await profileOf(subject)).toMatchObject({ size: 41, tier: "gold", shoeViews: 1 });
    const events = await eventsOf(subject);
    expect(events.map(({ name }) => name).toSorted()).toEqual(["Product Viewed", "identify"]);
    expect(JSON.stringify(events)).not.toMatch(/dropped|gold/);
  });

  it.each<readonly [name: string, context: object, kept: object, said: Record<string, boolean>]>([
    ["no consent object", {}, {}, YES],
    ["an empty one", { consent: { categoryPreferences: {} } }, {}, YES],
    [
      "one category allowed",
      { consent: { categoryPreferences: { personal: true, ads: false } } },
      { shoeViews: 1, lastProduct: [NOON, "a"] },
      YES,
    ],
    ["the other allowed", { consent: { categoryPreferences: { ads: true } } }, { lastProduct: [NOON, "a"] }, YES],
    [
      "more than the person said",
      { consent: { categoryPreferences: { personal: true, ads: true } } },
      { shoeViews: 1, lastProduct: [NOON, "a"] },
      { ads: false },
    ],
  ])("with %s are kept only for what register and call both allow", async (_, context, expected, said) => {
    const { subject, user } = await person({ ...YES, ...said });
    const { env, kept } = keeping(bindings());
    const { json } = await server("/v1/track", { ...VIEW, userId: user, messageId: "m", context }, { env });
    expect(json.accepted).toBe(Object.keys(expected).length > 0 ? 1 : 0);
    await deliver(kept);
    expect(await profileOf(subject)).toEqual(expected);
  });

  it("that consent does not cover, of somebody nobody knows, or under a publishable key, are dropped before the queue", async () => {
    const { visitor, user } = await person();
    await visitor.withdraw();
    const { env, kept } = keeping(bindings());
    expect((await server("/v1/t", { ...VIEW, userId: user }, { env })).json).toMatchObject({ accepted: 0, dropped: { "no-consent": 1 } });
    const asBrowser = await request("/v1/t", {
      body: { ...VIEW, userId: user, writeKey: "pk_acme_main" },
      headers: { "x-earnest-now": String(NOON) },
      env,
    });
    expect(asBrowser.json).toMatchObject({ accepted: 0, dropped: { "no-consent": 1 } });
    expect(kept).toEqual([]);
  });

  it("that set what is not theirs to set are refused with the field named, each by itself", async () => {
    const { user } = await person();
    const told = (traits: unknown): Promise<Answer> => server("/v1/identify", { userId: user, traits, context: CONSENT });
    expect(await told({ hat: 1 })).toMatchObject({ status: 422, json: { errors: [{ field: "traits.hat", rule: "known" }] } });
    expect(await told({ size: "41" })).toMatchObject({ status: 422, json: { errors: [{ field: "traits.size", rule: "type" }] } });
    expect(await told({ shoeViews: 9 })).toMatchObject({ status: 422, json: { errors: [{ field: "traits.shoeViews", rule: "source" }] } });
    const { env } = keeping(bindings());
    const mixed = await server(
      "/v1/batch",
      {
        batch: [
          { type: "track", userId: user },
          { ...VIEW, userId: user },
        ],
      },
      { env },
    );
    expect(mixed).toMatchObject({ status: 200, json: { accepted: 1, errors: [{ field: "batch.0.event" }] } });
  });

  it("say that one user was another before only with the scope for it", async () => {
    const { subject, user } = await person();
    const alias = { type: "alias", userId: `${user}-new`, previousId: user, context: CONSENT };
    expect((await server("/v1/alias", alias)).json).toMatchObject({ accepted: 1 });
    const { env, kept } = keeping(bindings());
    await server("/v1/track", { ...VIEW, userId: `${user}-new` }, { env });
    await deliver(kept);
    expect(await profileOf(subject)).toMatchObject({ shoeViews: 1 });
  });

  it("a thousand at once, each of another person, leave in exactly ten queue sends of a hundred", async () => {
    const [{ subject }, users] = [await person(), Array.from({ length: 1_000 }, () => crypto.randomUUID())];
    const csv = `user,at,attributes.account\n${users.map((user) => `${user},2026-11-01T00:00:00Z,x`).join("\n")}`;
    const path = `/v1/imports/${crypto.randomUUID()}/parts/1?site=pk_acme_main&from=crm&source=volunteered`;
    const headers = { "content-type": "text/csv", "x-earnest-now": String(NOON) };
    expect((await request(path, { method: "PUT", key: SECRET_KEY, text: csv, headers })).json).toMatchObject({ written: 1_000 });
    await allChoseLike(subject);
    const { env, kept } = keeping(bindings());
    const sizes: number[] = [];
    const sendBatch = async (messages: readonly { readonly body: SealedMessage }[]): Promise<void> => {
      sizes.push(messages.length);
      await env.EVENTS.sendBatch(messages);
    };
    const queue = { sendBatch } as unknown as Queue<SealedMessage>;
    const batch = users.map((userId) => ({ ...VIEW, userId }));
    const sent = await server("/v1/batch", { batch }, { env: { ...env, EVENTS: queue } });
    expect(sent.json).toEqual({ success: true, accepted: 1_000, dropped: {} });
    expect(sizes).toEqual(Array.from({ length: 10 }, () => 100));
    expect(kept).toHaveLength(1_000);
  });

  it("a thousand at once leave in ten queue sends or fewer, and a day of them replayed changes nothing", async () => {
    const people = [await person(), await person()];
    const batch = Array.from({ length: 1_000 }, (_, index) => ({
      ...VIEW,
      messageId: `m${index}`,
      userId: people[index % 2]?.user,
      timestamp: new Date(NOON - (index % 24) * 3_600_000).toISOString(),
    }));
    const { env, kept } = keeping(bindings());
    const counted = counting(env);
    expect((await server("/v1/batch", { batch }, { env: counted.env })).json.accepted).toBe(1_000);
    expect(counted.counts().queue).toBeLessThanOrEqual(10);
    await deliver(kept);
    const before = await Promise.all(people.map(({ subject }) => profileOf(subject)));
    expect(before[0]).toMatchObject({ shoeViews: 500 });
    await server("/v1/batch", { batch: batch.toReversed() }, { env, headers: { "x-earnest-now": String(NOON + DAY) } });
    await deliver(kept.toReversed());
    expect(await Promise.all(people.map(({ subject }) => profileOf(subject)))).toEqual(before);
  });
});

describe("a browser's calls", () => {
  it("tell of this device's own subject only, whoever they claim to be, and what is told shows at once", async () => {
    const { subject: other, user } = await person();
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    const told = await visitor.ask("/v1/i", { body: { userId: user, anonymousId: "device-1234", traits: { size: 42 } } });
    expect(told.json).toEqual({ success: true, accepted: 1, dropped: {} });
    expect((await visitor.ask("/v1/i", { body: { userId: user, traits: {} } })).json).toMatchObject({ dropped: { unverified: 1 } });
    expect((await visitor.ask("/v1/a", { body: { userId: user, previousId: "x" } })).json).toMatchObject({ dropped: { unverified: 1 } });
    expect(await visitor.ask("/v1/i", { body: { traits: { tier: "gold" } } })).toMatchObject({
      status: 422,
      json: { errors: [{ field: "traits.tier", rule: "source" }] },
    });
    await deliver(kept);
    expect(await profileOf(subject)).toEqual({ size: 42 });
    expect(await profileOf(other)).toEqual({});
  });

  it("late, out of order and from a clock an hour ahead are folded by when they happened", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    const iso = (at: number): string => new Date(at).toISOString();
    const view = (product: string, timestamp: number, sentAt: number): Promise<Answer> =>
      visitor.ask("/v1/t", {
        body: { ...VIEW, properties: { category: "shoes", product }, timestamp: iso(timestamp), sentAt: iso(sentAt) },
      });
    await view("ahead", NOON + 59 * MINUTE, NOON + 60 * MINUTE);
    await view("late", NOON - 3 * DAY, NOON);
    await view("future", NOON + 9 * DAY, NOON + 9 * DAY);
    await deliver(kept.toReversed());
    expect((await eventsOf(subject)).map(({ at }) => at)).toEqual([NOON - 3 * DAY, NOON - MINUTE, NOON]);
    expect(await profileOf(subject)).toEqual({ shoeViews: 3, lastProduct: [NOON, "future"] });
  });

  it("are counted by why they were dropped, without a word of theirs", async () => {
    const visitor = new Browser();
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    visitor.now += 20 * DAY;
    await visitor.ask("/v1/t", { body: VIEW });
    visitor.now += DAY;
    await visitor.ask("/v1/t", { body: VIEW });
    visitor.now += DAY;
    kept.splice(0);
    visitor.now += 18 * DAY;
    await visitor.ask("/v1/t", { body: { event: "anna@example.org bought", properties: {} } });
    expect(kept).toHaveLength(1);
    await deliver([...kept, ...kept]);
    const sql = "SELECT experience, variant, count FROM rollup WHERE metric = 'dropped' AND day = '2027-01-01' ORDER BY variant";
    const { results } = await bindings().DB.prepare(sql).all<{ variant: string; count: number }>();
    expect(results).toEqual([{ experience: "", variant: "unknown-event", count: 1 }]);
  });
});
