import { beforeAll, describe, expect, it } from "vitest";
import { shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { failingAt, without } from "./faults.ts";
import { eventsOf, person, profileOf, publishTellable, server, VIEW } from "./people.ts";
import { deliver, keeping } from "./subjects.ts";

beforeAll(publishTellable);

describe("ingest under failures", () => {
  it.each(["before", "after"] as const)("%s any single call loses nothing it acknowledged and counts nothing twice", async (when) => {
    for (let k = 1; k <= 14; k++) {
      const { subject, user } = await person();
      const batch = ["a", "b", "c"].map((id) => ({ ...VIEW, userId: user, messageId: id }));
      const { env, kept } = keeping(bindings());
      const broken = failingAt(env, k, when);
      const first = await server("/v1/batch", { batch }, { env: broken });
      const left = await deliver(kept, broken);
      if (first.status !== 200) {
        expect(first, `call ${k} ${when}`).toMatchObject({ status: 503 });
        expect(first.headers.get("retry-after"), `call ${k} ${when}`).not.toBeNull();
        expect((await server("/v1/batch", { batch }, { env })).status).toBe(200);
      }
      if (left.retried > 0 || first.status !== 200) await deliver(kept);
      await deliver(kept);
      expect(await profileOf(subject), `call ${k} ${when}`).toMatchObject({ shoeViews: 3 });
      expect(await eventsOf(subject), `call ${k} ${when}`).toHaveLength(3);
    }
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

it("many subjects of one database are written in one batch, each in two rows and one for each event, and none on replay", async () => {
  const people = [await person(), await person(), await person()];
  const { env, kept } = keeping(bindings());
  const batch = people.flatMap(({ user }) => ["a", "b"].map((id) => ({ ...VIEW, userId: user, messageId: id })));
  await server("/v1/batch", { batch }, { env });
  const written: number[] = [];
  const watch = (db: D1Database): D1Database =>
    new Proxy(db, {
      get: (inner, name) => {
        const member = Reflect.get(inner, name) as unknown;
        if (name === "batch")
          return async (statements: D1PreparedStatement[]) => {
            const results = await inner.batch(statements);
            written.push(results.reduce((sum, { meta }) => sum + meta.rows_written, 0));
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
  expect(written).toHaveLength(databases.size);
  expect(written.reduce((sum, rows) => sum + rows, 0)).toBe(people.length * (2 + 2));
  await deliver(kept, watched);
  expect(written).toHaveLength(databases.size);
});
