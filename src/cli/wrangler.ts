import { spawn, type ChildProcess } from "node:child_process";
import { inTop, QUIET, TOP } from "./paths.ts";

/** Starts wrangler with its output hidden unless it fails; ends with what it printed. */
export async function runWrangler(args: readonly string[]): Promise<string> {
  const child = startWrangler(args);
  let printed = "";
  child.stdout?.on("data", (chunk) => (printed += String(chunk)));
  child.stderr?.on("data", (chunk) => (printed += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`wrangler ${args[0]} failed:\n${printed}`);
  return printed;
}

/** Starts wrangler and leaves it running. */
export function startWrangler(args: readonly string[]): ChildProcess {
  const wrangler = inTop("node_modules/wrangler/bin/wrangler.js");
  return spawn(process.execPath, [wrangler, ...args], { cwd: TOP, env: { ...process.env, ...QUIET }, stdio: ["ignore", "pipe", "pipe"] });
}
