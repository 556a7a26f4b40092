import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Bindings, SealedMessage } from "../../src/storage/bindings.ts";
import { bindings } from "./bindings.ts";
import { runCron } from "../../src/jobs/cron.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { DAY, NOON, request, SECRET_KEY, type Answer } from "./client.ts";
import { failingAt, without } from "./faults.ts";
import { eventsOf, person, profileOf, publishTellable, server, VIEW } from "./people.ts";
import { deliver, die, keeping, rowsOf, versionOf } from "./subjects.ts";

beforeAll(publishTellable);
beforeEach(() => bindings().DB.prepare("DELETE FROM dead_letter").run());

function replay(body: object = {}, env: Bindings = bindings()): Promise<Answer> {
  return request("/v1/dead-letters/replay", { key: SECRET_KEY, body, env });
}

async function letters(): Promise<readonly Record<string, unknown>[]> {
  return (await request("/v1/dead-letters", { key: SECRET_KEY })).json.letters;
}

/** An event of somebody who allowed it, as its queue had it. */
async function eventMessage() {
  const somebody = await person();
  const { env, kept } = keeping(bindings());
  await server("/v1/track", { ...VIEW, userId: somebody.user, messageId: "a" }, { env });
  return { ...somebody, kept };
}

describe("a dead letter", () => {
  it("is kept sealed, counted without a word of anybody, and let go once its queue has it; it then counts once", async () => {
    const { subject, user, kept } = await eventMessage();
    expect(await die(kept, "a")).toBe("acked");
    expect(await die(kept, "a")).toBe("acked");
    expect(await letters()).toEqual([{ queue: "events", kind: "event", count: 1, oldest: expect.any(String), newest: expect.any(String) }]);
    const rows = await rowsOf("dead_letter");
    for (const secret of [subject, user, "shoes", "Product"]) expect(rows).not.toContain(secret);
    const again = keeping(bindings());
    expect((await replay({}, again.env)).json).toEqual({ replayed: 1, unreadable: 0, next: null });
    expect(again.kept).toEqual(kept);
    expect(await letters()).toEqual([]);
    expect((await replay({}, again.env)).json).toMatchObject({ replayed: 0 });
    await deliver([...again.kept, ...kept]);
    expect(await profileOf(subject)).toMatchObject({ shoeViews: 1 });
    expect(await rowsOf("audit")).toContain("queue.replay");
  });

  it("is gated again: what was withdrawn meanwhile is not written", async () => {
    const { visitor, subject, kept } = await eventMessage();
    await die(kept, "g");
    await visitor.withdraw();
    const again = keeping(bindings());
    await replay({}, again.env);
    expect(await deliver(again.kept)).toEqual({ acked: 1, retried: 0 });
    expect(await eventsOf(subject)).toEqual([]);
  });

  it("may be a withdrawal, which goes to its own queue and holds", async () => {
    const { visitor, subject } = await person();
    const before = await versionOf(subject);
    const { env, kept } = keeping(bindings());
    visitor.env = without(env, "d1");
    expect((await visitor.withdraw()).status).toBe(202);
    await die(kept, "w");
    expect(await letters()).toMatchObject([{ queue: "withdrawals", kind: "withdrawal", count: 1 }]);
    const [own, other] = [keeping(bindings()), keeping(bindings())];
    expect((await replay({ queue: "events" }, own.env)).json).toMatchObject({ replayed: 0 });
    await replay({ queue: "withdrawals" }, { ...other.env, WITHDRAWALS: own.env.WITHDRAWALS });
    expect(other.kept).toEqual([]);
    expect(own.kept).toEqual(kept);
    await deliver(own.kept);
    expect(await versionOf(subject)).toBe(before + 1);
  });

  it("comes again while the database is away", async () => {
    const { kept } = await eventMessage();
    expect(await die(kept, "d", without(bindings(), "d1"))).toBe("retried");
    expect(await letters()).toEqual([]);
    expect(await die(kept, "d")).toBe("acked");
    expect(await letters()).toHaveLength(1);
  });

  it("that no live secret opens is kept and told, and hinders no other; what was never sealed is none", async () => {
    const { kept } = await eventMessage();
    await die([{ sealed: "0000001.bm90IG91cnM" }, { plain: true } as unknown as SealedMessage], "0");
    await die(kept, "1");
    expect(await letters()).toMatchObject([{ queue: "events" }, { queue: "unknown", count: 1 }]);
    const again = keeping(bindings());
    const first = (await replay({ limit: 1 }, again.env)).json;
    expect(first).toEqual({ replayed: 0, unreadable: 1, next: "00" });
    expect((await replay({ after: first.next }, again.env)).json).toEqual({ replayed: 1, unreadable: 0, next: null });
    expect(again.kept).toEqual(kept);
    expect(await letters()).toMatchObject([{ queue: "unknown", count: 1 }]);
  });
});

it.each(["before", "after"] as const)(
  "a replay that fails %s any single call is asked again, loses nothing and doubles nothing",
  async (when) => {
    let failed = 0;
    for (let k = 1; k <= 6; k++) {
      const { subject, kept } = await eventMessage();
      await die(kept, `k${k}${when}`);
      const again = keeping(bindings());
      const { status, headers } = await replay({}, failingAt(again.env, k, when));
      if (status !== 200) {
        failed += 1;
        expect([status, headers.get("retry-after")], `call ${k}`).toEqual([503, "5"]);
        expect((await replay({}, again.env)).status).toBe(200);
      }
      expect(await letters(), `call ${k}`).toEqual([]);
      await deliver(again.kept);
      expect(await profileOf(subject), `call ${k}`).toMatchObject({ shoeViews: 1 });
      expect(await eventsOf(subject), `call ${k}`).toHaveLength(1);
    }
    // The key, the list, the send, the end.
    expect(failed).toBeGreaterThanOrEqual(3);
  },
);

it("is forgotten once nothing of it could be kept or counted any more, and never when it is a withdrawal", async () => {
  const { visitor, kept } = await eventMessage();
  const { env, kept: withdrawn } = keeping(bindings());
  visitor.env = without(env, "d1");
  await visitor.withdraw();
  visitor.env = keeping(bindings()).env;
  await die([...kept, ...withdrawn, { sealed: "0000001.bm90IG91cnM" }], "f");
  await bindings().DB.prepare("INSERT INTO dead_letter VALUES ('n', 'events', 'notice', ?1, 'x')").bind(NOON).run();
  const kinds = async () => (await letters()).map(({ kind }) => kind);
  const daily = async (now: number) => runCron(await platformOf(bindings(), () => undefined), "23 2 * * *", now);
  await daily(NOON + DAY - 1);
  expect(await kinds()).toEqual(["event", "notice", "unknown", "withdrawal"]);
  await daily(NOON + DAY);
  expect(await kinds()).toEqual(["event", "unknown", "withdrawal"]);
  await daily(Date.now() + 179 * DAY);
  expect(await kinds()).toEqual(["event", "unknown", "withdrawal"]);
  await daily(Date.now() + 10_000 * DAY);
  expect(await kinds()).toEqual(["unknown", "withdrawal"]);
});
