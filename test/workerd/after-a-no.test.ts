import { beforeAll, describe, expect, it } from "vitest";
import type { SealedMessage } from "../../src/storage/bindings.ts";
import { readSubject } from "../../src/storage/register.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON } from "./client.ts";
import { merge, unmerge } from "./merging.ts";
import { person, profileOf, publishTellable, server, VIEW } from "./people.ts";
import { deliver, keeping, NO, rowsOf, subjectOf, YES } from "./subjects.ts";

beforeAll(publishTellable);

interface Flying {
  readonly visitor: Browser;
  readonly kept: SealedMessage[];
}

/** Somebody who looked at three shoes, which nobody has counted yet. */
async function looking(decisions: Record<string, boolean> = YES, here: Partial<Browser> = {}): Promise<Flying> {
  const visitor = Object.assign(new Browser(), here);
  await visitor.choose(decisions);
  return { visitor, kept: await look(visitor) };
}

async function look(visitor: Browser): Promise<SealedMessage[]> {
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  for (const product of ["a", "b", "c"]) await visitor.view(product);
  visitor.env = undefined;
  return kept;
}

const later = (visitor: Browser): Browser => Object.assign(visitor, { now: visitor.now + MINUTE });

async function heroOf(visitor: Browser): Promise<string> {
  return (await visitor.decide(["hero"])).json.decisions.hero.reason;
}

describe("what was taken before a no and is still on its way", () => {
  it("does not come back with a yes, neither to the profile nor to the pass", async () => {
    const { visitor, kept } = await looking();
    expect(await heroOf(visitor)).toBe("matched");
    await later(visitor).withdraw();
    await later(visitor).choose(YES);
    expect(await heroOf(visitor)).toBe("default");
    expect(await deliver(kept)).toEqual({ acked: 3, retried: 0 });
    const subject = await subjectOf(visitor);
    expect(await profileOf(subject)).toEqual({});
    await later(visitor).renew();
    expect(await heroOf(visitor)).toBe("default");
    await deliver(await look(later(visitor)));
    expect(await profileOf(subject)).toMatchObject({ shoeViews: 3 });
    expect(await heroOf(visitor)).toBe("matched");
  });

  it("goes on to serve what was not refused", async () => {
    const { visitor, kept } = await looking();
    await later(visitor).choose({ personal: false });
    await later(visitor).choose({ personal: true });
    await deliver(kept);
    const { profile } = await readSubject(await shardOf(bindings(), await subjectOf(visitor)), await subjectOf(visitor), [], 5_000);
    expect(profile?.attributes).toMatchObject({ lastProduct: { purposes: ["ads"] } });
    expect(profile?.attributes).not.toHaveProperty("shoeViews");
  });

  it("writes nothing once its person is erased: of whom the register knows nothing there is nothing to keep", async () => {
    const { visitor, kept } = await looking();
    const subject = await subjectOf(visitor);
    const { db } = await shardOf(bindings(), subject);
    await db.batch(["register", "profile"].map((table) => db.prepare(`DELETE FROM ${table} WHERE subject = ?1`).bind(subject)));
    const before = await rowsOf("register", "profile", "event", "link", "purge");
    expect(await deliver(kept)).toEqual({ acked: 3, retried: 0 });
    expect(await rowsOf("register", "profile", "event", "link", "purge")).toBe(before);
  });

  it("is not carried on by the pass of another device, which heard of neither the no nor the yes", async () => {
    const { visitor } = await looking();
    const other = visitor.copy();
    await later(visitor).withdraw();
    await later(visitor).choose(YES);
    other.now = visitor.now;
    await other.renew();
    expect(await heroOf(other)).toBe("default");
  });

  it("and was taken from that device while nothing was allowed stays out, too", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const other = visitor.copy();
    await later(visitor).withdraw();
    const kept = await look(later(other));
    await later(visitor).choose(YES);
    await deliver(kept);
    expect(await profileOf(await subjectOf(visitor))).toEqual({});
  });

  it("stays out as well when the no was a signal", async () => {
    const { visitor, kept } = await looking(YES, { country: "US", region: "CA" });
    Object.assign(later(visitor), { gpc: true });
    await visitor.renew();
    Object.assign(later(visitor), { gpc: false });
    await visitor.choose({ ads: true });
    await deliver(kept);
    const { profile } = await readSubject(await shardOf(bindings(), await subjectOf(visitor)), await subjectOf(visitor), [], 5_000);
    expect(profile?.attributes).toMatchObject({ shoeViews: { value: 3 }, lastProduct: { purposes: ["personal"] } });
  });

  it("stays out when a server took it, or it was in the records of two that are one", async () => {
    const [one, other] = [await person(), await person()];
    const { env, kept } = keeping(bindings());
    await server("/v1/track", { ...VIEW, userId: other.user, messageId: crypto.randomUUID() }, { env });
    await merge(one.subject, other.subject);
    Object.assign(one.visitor, { now: NOON + 2 * MINUTE });
    await one.visitor.withdraw();
    await later(one.visitor).choose(YES);
    await deliver(kept);
    expect(await profileOf(one.subject)).toEqual({});
    await unmerge(other.subject);
    await deliver(kept);
    expect(await profileOf(other.subject)).toEqual({});
  });

  it("is no exposure either, and no decision that is kept", async () => {
    const { visitor } = await looking();
    const { env, kept } = keeping(bindings());
    const { hero } = (await visitor.decide(["hero"])).json.decisions;
    visitor.env = env;
    await visitor.ask(`/v1/exposures?key=${visitor.key}`, { body: { exposures: [hero.exposure] }, headers: { authorization: "" } });
    visitor.env = undefined;
    await later(visitor).choose(NO);
    await later(visitor).choose(YES);
    expect(kept).toHaveLength(1);
    const before = await rowsOf("rollup", "profile");
    await deliver(kept);
    expect(await rowsOf("rollup", "profile")).toBe(before);
  });
});
