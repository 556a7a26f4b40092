import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inTop } from "../../../src/cli/paths.ts";

const TOP_LEVEL = [
  "package.json",
  "package-lock.json",
  "wrangler.toml",
  "tsconfig.json",
  "src",
  "migrations",
  "test",
  "README.md",
  "LICENSE",
];
const REGISTRY = /https?:\/\/registry\./;
const IN_GIT = existsSync(inTop(".git"));
const TRACKED = listed();
const UNTRACKED = listed("--others", "--exclude-standard");

/** Files by git; none where the code came without its history. */
function listed(...options: readonly string[]): readonly string[] {
  if (!IN_GIT) return [];
  const args = ["-c", "safe.directory=*", "ls-files", "-z", ...options];
  const printed = execFileSync("git", args, { cwd: inTop(""), encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return printed.split("\0").filter((path) => path !== "" && existsSync(inTop(path)));
}

function strangers(paths: readonly string[]): readonly string[] {
  const first = new Set(paths.map((path) => path.split("/")[0] ?? ""));
  return [...first].filter((name) => !name.startsWith(".") && !TOP_LEVEL.includes(name));
}

function registryLines(text: string): readonly string[] {
  return text.split("\n").filter((line) => REGISTRY.test(line) || /^\s*"resolved"\s*:/.test(line));
}

describe.runIf(IN_GIT)("the repository", () => {
  it("keeps its top level short", () => {
    expect(TRACKED.length).toBeGreaterThan(50);
    expect(strangers([...TRACKED, ...UNTRACKED])).toEqual([]);
  });

  it("names no registry, in the lock file or elsewhere", () => {
    const found = TRACKED.filter((path) => registryLines(readFileSync(inTop(path), "utf8")).length > 0);
    expect(found).toEqual([]);
  });

  it("ignores what is built and installed", () => {
    expect(TRACKED.filter((path) => /^(?:node_modules|dist|\.wrangler)\//.test(path))).toEqual([]);
  });
});

describe("the rules for the repository", () => {
  it("notice a stranger and an address", () => {
    expect(strangers(["docs/a.md", ".ci/run", "src/worker.ts"])).toEqual(["docs"]);
    const scheme = "https";
    expect(registryLines(`"a": 1,\n  "resolved": "a.tgz",\n${scheme}://registry.example/a`)).toHaveLength(2);
  });
});
