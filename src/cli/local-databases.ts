import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inTop } from "./paths.ts";
import { demoKeySql } from "./seed.ts";
import { runWrangler } from "./wrangler.ts";

/** The table in which wrangler keeps what it applied. */
const APPLIED = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL);`;

/**
 * Brings the local databases of a folder up to date, with the demo's secret key in them. What is missing goes in as one
 * file: wrangler starts a runtime for each migration that it applies itself. The folder remembers what it holds.
 */
export async function prepareDatabases(state: string): Promise<void> {
  const names = (await readdir(inTop("migrations"))).filter((name) => name.endsWith(".sql")).toSorted();
  const note = join(state, "migrated.json");
  const all = JSON.stringify(names);
  if ((await readFile(note, "utf8").catch(() => null)) === all) return;
  const isFresh = !existsSync(join(state, "v3"));
  if (!isFresh) await runWrangler(["d1", "migrations", "apply", "DB", "--local", "--persist-to", state]);
  const missing = isFresh ? [APPLIED, ...(await Promise.all(names.map(sqlOf)))] : [];
  await execute(state, [...missing, demoKeySql(Date.now())]);
  await writeFile(note, all);
}

async function sqlOf(name: string): Promise<string> {
  return `${await readFile(inTop(`migrations/${name}`), "utf8")}\nINSERT INTO d1_migrations (name) VALUES ('${name}');`;
}

async function execute(state: string, parts: readonly string[]): Promise<void> {
  const folder = await mkdtemp(`${tmpdir()}/earnest-sql-`);
  const file = join(folder, "all.sql");
  await writeFile(file, parts.join("\n"));
  await runWrangler(["d1", "execute", "DB", "--local", "--persist-to", state, "--file", file]);
  await rm(folder, { recursive: true });
}
