import { beforeAll, describe, expect, it, vi } from "vitest";
import type { SealedMessage } from "../../src/storage/bindings.ts";
import { readSubject } from "../../src/storage/register.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser, publish } from "./client.ts";
import { deliver, keeping, subjectOf, YES } from "./subjects.ts";

beforeAll(async () => {
  await publish();
});

describe("events in flight", () => {
  it("are counted once in the profile, in two rows and one each, and nothing flips back at a renewal", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    for (const product of ["a", "b", "c"]) await visitor.view(product, "shoes", `id-${product}`);
    await visitor.view("c", "shoes", "id-c");
    expect((await visitor.decide()).json.decisions.hero.reason).toBe("matched");
    await visitor.renew();
    expect((await visitor.decide()).json.decisions.hero.reason).toBe("matched");
    await deliver([...kept, ...kept]);
    await deliver(kept);
    const { profile, seen } = await readSubject(await shardOf(bindings(), subject), subject, ["id-a", "id-b", "id-c"], 5_000);
    expect(profile).toMatchObject({
      version: 1,
      attributes: { shoeViews: { value: 3, source: "observed", origin: "event" }, lastProduct: { value: [expect.any(Number), "c"] } },
    });
    expect(seen.size).toBe(3);
    await visitor.renew();
    expect((await visitor.decide()).json.decisions.hero.reason).toBe("matched");
    const stored = await (
      await shardOf(bindings(), subject)
    ).db
      .prepare("SELECT fields FROM event WHERE subject = ?1")
      .bind(subject)
      .all<{ fields: string }>();
    expect(JSON.stringify(stored.results)).not.toContain("dropped");
  });

  it("write nothing when their subject withdrew meanwhile", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    await visitor.view("a");
    visitor.env = undefined;
    await visitor.withdraw();
    expect(await deliver(kept)).toEqual({ acked: 1, retried: 0 });
    expect((await readSubject(await shardOf(bindings(), subject), subject, [], 5_000)).profile).toBeNull();
  });

  it("are dropped before storage without consent, and of an undeclared kind", async () => {
    const stranger = new Browser();
    const { env, kept } = keeping(bindings());
    stranger.env = env;
    expect((await stranger.view("a")).json).toEqual({ success: true, accepted: 0, dropped: { "no-consent": 1 } });
    await stranger.choose(YES);
    expect((await stranger.ask("/v1/track", { body: { event: "Unheard Of" } })).json).toMatchObject({
      accepted: 0,
      dropped: { "unknown-event": 1 },
    });
    expect(kept).toEqual([]);
  });

  it("that nobody sealed here are let go", async () => {
    expect(await deliver([{ sealed: "made-up.AAAA" }, {} as SealedMessage])).toEqual({ acked: 2, retried: 0 });
  });
});

describe("exposures", () => {
  it("count once each into the day's rollup, and a forged token not at all", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    for (const product of ["a", "b", "c"]) await visitor.view(product);
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    const decided = await visitor.decide();
    const tokens = [decided.json.decisions.hero.exposure, decided.json.decisions.partner.exposure];
    const report = (exposures: readonly unknown[]) =>
      visitor.ask(`/v1/exposures?key=${visitor.key}`, { body: { exposures }, headers: { authorization: "" } });
    expect((await report(tokens)).json).toEqual({ accepted: 2 });
    await report(tokens);
    expect((await report([tokens[0].replace("shoes-hero", "other-hero"), "nonsense"])).json).toEqual({ accepted: 0 });
    await deliver([...kept, ...kept]);
    await deliver(kept);
    const { results } = await bindings().DB.prepare("SELECT day, experience, variant, metric, count FROM rollup ORDER BY experience").all();
    expect(results).toEqual([
      { day: "2026-11-22", experience: "partner-ad", variant: "only", metric: "exposure", count: 1 },
      { day: "2026-11-22", experience: "shoes-hero", variant: "only", metric: "exposure", count: 1 },
    ]);
  });
});

describe("the real queue", () => {
  it("carries an event from the page to the profile", async () => {
    const visitor = new Browser();
    visitor.now = Date.now();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    await visitor.view("a");
    await vi.waitFor(
      async () => {
        const { profile } = await readSubject(await shardOf(bindings(), subject), subject, [], 5_000);
        expect(profile?.attributes["shoeViews"]?.value).toBe(1);
      },
      { timeout: 15_000, interval: 200 },
    );
  });
});
