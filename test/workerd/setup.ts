import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { allDatabases, spreadBuckets } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";

const MOST_TRIES = 10;
const { TEST_MIGRATIONS: migrations } = env as unknown as { TEST_MIGRATIONS: readonly { readonly queries: readonly string[] }[] };
const queries = migrations.flatMap((migration) => migration.queries);

/** Empties the storage; false where a database kept what it held, as one does that was still at work. */
async function begin(): Promise<boolean> {
  await reset();
  try {
    // All migrations in one call of each database: one by one they took longer than most files.
    await Promise.all(allDatabases(bindings()).map(({ db }) => db.batch(queries.map((query) => db.prepare(query)))));
  } catch (error) {
    if (String(error).includes("already exists")) return false;
    throw error;
  }
  return spreadBuckets(bindings());
}

// Files share a worker, which starts once; each file begins with empty storage, and with modules that remember nothing.
let tries = 1;
while (!(await begin())) if (++tries > MOST_TRIES) throw new Error("the storage could not be emptied");
vi.resetModules();
