import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { allDatabases, spreadBuckets } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";

for (const { db } of allDatabases(bindings()))
  await applyD1Migrations(db, (env as unknown as { TEST_MIGRATIONS: Parameters<typeof applyD1Migrations>[1] }).TEST_MIGRATIONS);
await spreadBuckets(bindings());
