import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { allDatabases, spreadBuckets } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";

// Files share a worker, which starts once; each file begins with empty storage, and with modules that remember nothing.
await reset();
for (const { db } of allDatabases(bindings()))
  await applyD1Migrations(db, (env as unknown as { TEST_MIGRATIONS: Parameters<typeof applyD1Migrations>[1] }).TEST_MIGRATIONS);
await spreadBuckets(bindings());
vi.resetModules();
