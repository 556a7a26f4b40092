import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { inTop } from "../../src/cli/paths.ts";

const run = promisify(execFile);

/**
 * Loads what Earnest is measured against. Peers live in a folder of their own under test/bench/peers with their own lock
 * file, so that a normal install stays lean; they are installed the first time a benchmark asks for them.
 */
export async function peersIn(folder: string): Promise<(name: string) => Promise<Record<string, unknown>>> {
  const home = inTop(`test/bench/peers/${folder}`);
  if (!existsSync(join(home, "node_modules/.package-lock.json")))
    await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: home, shell: process.platform === "win32" });
  const require = createRequire(join(home, "package.json"));
  return async (name) => require(name) as Record<string, unknown>;
}
