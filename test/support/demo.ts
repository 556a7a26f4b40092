import { spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";

/** The demo as `npm start` runs it, on a port and state of its own. */
export interface Demo {
  readonly base: string;
  /** The folder of its databases. */
  readonly state: string;
  readonly printed: () => string;
  readonly stop: () => Promise<void>;
}

const TOP = fileURLToPath(new URL("../..", import.meta.url));
const PATIENCE_MS = 90_000;

/** Starts the demo, where nobody comes by but the test, and waits until it says that it runs. */
export async function startDemo(...more: readonly string[]): Promise<Demo> {
  const port = await freePort();
  const state = await mkdtemp(`${tmpdir()}/earnest-demo-`);
  await cp(inject("migrated"), state, { recursive: true });
  const child = spawn(process.execPath, ["src/cli/start.ts", "--port", String(port), "--state", state, "--empty", ...more], {
    cwd: TOP,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the demo did not start:\n${printed}`)), PATIENCE_MS);
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      if (!printed.includes("Earnest is running")) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("close", () => reject(new Error(`the demo ended:\n${printed}`)));
  });
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => child.on("close", resolve));
    child.kill("SIGTERM");
    await closed;
    await rm(state, { recursive: true, force: true });
  };
  await ready;
  return { base: `http://localhost:${port}`, state, printed: () => printed, stop };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}
