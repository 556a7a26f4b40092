import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { performance } from "node:perf_hooks";
import { inTop, QUIET, TOP } from "../../src/cli/paths.ts";

interface Check {
  readonly name: string;
  readonly command: readonly [tool: string, ...args: string[]];
}

/** Every TypeScript program by itself: the Worker, the tag, the command line, the tests and the tests in workerd. */
const PROGRAMS = ["tsconfig.json", ...globSync("{src,test}/**/tsconfig.json", { cwd: TOP, exclude: ["**/node_modules/**"] }).toSorted()];
const CODE = ["src/**/*.{ts,tsx,js,css}", "test/**/*.{ts,tsx,js}"];
const LINT = [
  "--config",
  "test/support/oxlint.json",
  "--disable-nested-config",
  "--type-aware",
  "--deny-warnings",
  "--report-unused-disable-directives",
];

const CHECKS: readonly Check[] = [
  { name: "lint", command: ["oxlint", ...LINT, "src", "test"] },
  { name: "unused code", command: ["knip", "--config", "test/support/knip.json", "--no-progress", "--treat-config-hints-as-errors"] },
  ...PROGRAMS.map((path): Check => ({ name: `types of ${path}`, command: ["tsc", "--noEmit", "--project", path] })),
  { name: "format", command: ["oxfmt", "--config", "test/support/oxfmt.json", "--disable-nested-config", "--list-different", ...CODE] },
];

/** Two at a time: the checks are short, and more of them would only wait for each other. */
const LANES = 2;

const ENV = {
  ...process.env,
  ...QUIET,
  PATH: [inTop("node_modules/.bin"), dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter),
};

async function runAll(checks: readonly Check[]): Promise<boolean> {
  const waiting = [...checks];
  let passed = true;
  const lane = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) passed = (await tell(check)) && passed;
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return passed;
}

async function tell(check: Check): Promise<boolean> {
  const start = performance.now();
  const { code, printed } = await run(check.command);
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(5);
  console.log(`${code === 0 ? "ok  " : "FAIL"} ${seconds} s  ${check.name}`);
  if (code !== 0) console.log(printed.trim().replaceAll(/^/gm, "     "));
  return code === 0;
}

function run([tool, ...args]: Check["command"]): Promise<{ readonly code: number; readonly printed: string }> {
  return new Promise((resolve) => {
    const child = spawn(tool, args, { cwd: TOP, env: ENV, shell: process.platform === "win32" });
    let printed = "";
    const hear = (chunk: Buffer): void => void (printed += chunk.toString());
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", (error) => resolve({ code: 1, printed: `${tool} did not start: ${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, printed }));
  });
}

process.exitCode = (await runAll(CHECKS)) ? 0 : 1;
