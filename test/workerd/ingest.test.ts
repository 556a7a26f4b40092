import { beforeAll, describe, expect, it } from "vitest";
import { shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser } from "./client.ts";
import { failEvery, type Work } from "./fail-every.ts";
import { without, written } from "./faults.ts";
import { eventsOf, person, profileOf, publishTellable, server, VIEW } from "./people.ts";
import { deliver, keeping, passIn, subjectOf, YES } from "./subjects.ts";

beforeAll(publishTellable);

describe("ingest under failures", () => {
  it.each(["before", "after"] as const)("%s any single call loses nothing it acknowledged and counts nothing twice", async (when) => {
    const calls: Work = async (env, kept, broken, label) => {
      const { subject, user } = await person();
      const batch = ["a", "b", "c"].map((id) => ({ ...VIEW, userId: user, messageId: id }));
      const first = await server("/v1/batch", { batch }, { env: broken });
      const left = await deliver(kept, broken);
      if (first.status !== 200) {
        expect(first, label).toMatchObject({ status: 503 });
        expect(first.headers.get("retry-after"), label).not.toBeNull();
        expect((await server("/v1/batch", { batch }, { env })).status).toBe(200);
      }
      if (left.retried > 0 || first.status !== 200) await deliver(kept);
      await deliver(kept);
      expect(await profileOf(subject), label).toMatchObject({ shoeViews: 3 });
      expect(await eventsOf(subject), label).toHaveLength(3);
    };
    await failEvery(calls, when);
  });

  it.each(["before", "after"] as const)("%s any single call a browser's pass and profile come to the same count", async (when) => {
    const calls: Work = async (env, kept, broken, label) => {
      const visitor = new Browser();
      await visitor.choose(YES);
      const subject = await subjectOf(visitor);
      for (const id of ["a", "b", "c"]) {
        visitor.env = broken;
        if ((await visitor.view(id, "shoes", id)).status === 200) continue;
        visitor.env = env;
        expect((await visitor.view(id, "shoes", id)).status, label).toBe(200);
      }
      expect((await visitor.decide(["hero"])).json.decisions.hero.reason, label).toBe("matched");
      visitor.env = broken;
      await visitor.renew();
      if ((await deliver(kept, broken)).retried > 0) await deliver(kept);
      visitor.env = env;
      await visitor.renew();
      expect(await profileOf(subject), label).toMatchObject({ shoeViews: 3 });
      expect(await eventsOf(subject), label).toHaveLength(3);
      expect(await passIn(visitor), label).toMatchObject({ deltas: [], facets: { shoeViews: 3 } });
    };
    await failEvery(calls, when);
  });

  it("answers 503 with Retry-After while neither queue nor database takes anything", async () => {
    const refused = await server("/v1/batch", { batch: [{ ...VIEW, userId: "u" }] }, { env: without(bindings(), "d1", "queue") });
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).not.toBeNull();
  });

  it("writes nothing of a message that its subject's withdrawal overtakes, even between reading and writing", async () => {
    const { visitor, subject, user } = await person();
    const { env, kept } = keeping(bindings());
    await server("/v1/track", { ...VIEW, userId: user }, { env });
    const db = (await shardOf(bindings(), subject)).binding as "DB";
    let calls = 0;
    const racing = new Proxy(bindings()[db], {
      get: (inner, name) => {
        const member = Reflect.get(inner, name) as unknown;
        if (name === "batch")
          return async (statements: D1PreparedStatement[]) => {
            if (calls++ === 0) await visitor.withdraw();
            return inner.batch(statements);
          };
        return typeof member === "function" ? member.bind(inner) : member;
      },
    });
    expect(await deliver(kept, { ...bindings(), [db]: racing })).toEqual({ acked: 1, retried: 0 });
    expect(calls).toBe(1);
    expect(await profileOf(subject)).toEqual({});
    expect(await eventsOf(subject)).toEqual([]);
  });
});

it.each([1, 7, 60])("%i events of one subject are written in two rows and one each, and in none on replay", async (n) => {
  const { user } = await person();
  const { env, kept } = keeping(bindings());
  const batch = Array.from({ length: n }, (_, index) => ({ ...VIEW, userId: user, messageId: `m${index}` }));
  await server("/v1/batch", { batch }, { env });
  const first = written(bindings());
  await deliver(kept, first.env);
  expect(first.count()).toBe(2 + n);
  await server("/v1/batch", { batch: batch.toReversed() }, { env });
  const again = written(bindings());
  await deliver(kept, again.env);
  expect(again.count()).toBe(0);
});

it("many subjects of one database are written in one batch, each in two rows and one for each event, and none on replay", async () => {
  const people = [await person(), await person(), await person()];
  const { env, kept } = keeping(bindings());
  const batch = people.flatMap(({ user }) => ["a", "b"].map((id) => ({ ...VIEW, userId: user, messageId: id })));
  await server("/v1/batch", { batch }, { env });
  const writes: number[] = [];
  const watch = (db: D1Database): D1Database =>
    new Proxy(db, {
      get: (inner, name) => {
        const member = Reflect.get(inner, name) as unknown;
        if (name === "batch")
          return async (statements: D1PreparedStatement[]) => {
            const results = await inner.batch(statements);
            writes.push(results.reduce((sum, { meta }) => sum + meta.rows_written, 0));
            return results;
          };
        return typeof member === "function" ? member.bind(inner) : member;
      },
    });
  const watched = Object.fromEntries(
    Object.entries(bindings()).map(([name, binding]) => [name, name.startsWith("DB") ? watch(binding as D1Database) : binding]),
  ) as unknown as ReturnType<typeof bindings>;
  await deliver(kept, watched);
  const databases = new Set(await Promise.all(people.map(async ({ subject }) => (await shardOf(bindings(), subject)).binding)));
  expect(writes).toHaveLength(databases.size);
  expect(writes.reduce((sum, rows) => sum + rows, 0)).toBe(people.length * (2 + 2));
  await deliver(kept, watched);
  expect(writes).toHaveLength(databases.size);
});
