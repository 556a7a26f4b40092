import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { inTop } from "../../src/cli/paths.ts";

const run = promisify(execFile);

/**
 * Installs what Earnest is measured against and says where. Peers live in a folder of their own under test/bench/peers
 * with their own lock file, so that a normal install stays lean; they are installed the first
 * time a benchmark asks, and none of their install scripts runs.
 */
export async function installPeers(folder: string): Promise<string> {
  const home = inTop(`test/bench/peers/${folder}`);
  if (!existsSync(join(home, "node_modules/.package-lock.json")))
    await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: home, shell: process.platform === "win32" });
  return home;
}

/** Loads peers into this process. */
export async function peersIn(folder: string): Promise<(name: string) => Promise<Record<string, unknown>>> {
  const require = createRequire(join(await installPeers(folder), "package.json"));
  return async (name) => require(name) as Record<string, unknown>;
}
