import { beforeAll, describe, expect, it } from "vitest";
import { bucketOf } from "../../src/core/kernel/ids.ts";
import { allDatabases, forgetShards, shardOf, spreadBuckets } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser, publish } from "./client.ts";
import { subjectOf } from "./subjects.ts";

beforeAll(async () => {
  await publish();
});

describe("shards", () => {
  it("hold each subject in the database that owns its bucket, and nowhere else", async () => {
    const used = new Set<string>();
    for (let people = 0; people < 12 || (used.size < allDatabases(bindings()).length && people < 200); people++) {
      const visitor = new Browser();
      await visitor.choose({ personal: true });
      const subject = await subjectOf(visitor);
      const shard = await shardOf(bindings(), subject);
      used.add(shard.binding);
      for (const { name, db } of allDatabases(bindings())) {
        const rows = await db.prepare("SELECT count(*) AS n FROM register WHERE subject = ?1").bind(subject).first<{ n: number }>();
        expect(rows?.n).toBe(name === shard.binding ? 1 : 0);
      }
    }
    expect(used.size).toBe(allDatabases(bindings()).length);
    expect(await spreadBuckets(bindings())).toBe(false);
  });

  it("refuse a write under an old epoch, and the verb finds the new one by itself", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: true });
    const subject = await subjectOf(visitor);
    const bucket = bucketOf(subject);
    const { db } = await shardOf(bindings(), subject);
    await db.prepare("UPDATE bucket_owner SET epoch = 2 WHERE bucket = ?1").bind(bucket).run();
    expect((await visitor.choose({ ads: true })).status).toBe(503);
    await bindings().DB.prepare("UPDATE bucket_map SET epoch = 2 WHERE bucket = ?1").bind(bucket).run();
    expect((await visitor.choose({ ads: true })).status).toBe(201);
    forgetShards();
    expect((await shardOf(bindings(), subject)).epoch).toBe(2);
  });
});
