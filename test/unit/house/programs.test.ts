import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inTop } from "../../../src/cli/paths.ts";

/** The names of `wanted` that do not compile in a file that joins a TypeScript program through its entry. */
async function unknownIn(config: string, entry: string, wanted: readonly string[]): Promise<readonly string[]> {
  const cache = inTop("node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "house-"));
  try {
    const types = wanted.map((name, index) => `export type Probe${index} = ${name};`).join("\n");
    await writeFile(join(folder, "probe.ts"), `import ${JSON.stringify(inTop(entry))};\n${types}\n`);
    await writeFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: inTop(config), files: ["probe.ts"], include: [], exclude: [] }),
    );
    const printed = await tsc(folder);
    const named = [...printed.matchAll(/probe\.ts\(\d+,\d+\): error TS\d+: Cannot find (?:name|namespace) '(\w+)'/g)].map(
      (match) => match[1] ?? "",
    );
    return named.toSorted();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function tsc(folder: string): Promise<string> {
  const args = [inTop("node_modules/typescript/bin/tsc"), "--noEmit", "--pretty", "false", "-p", folder];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 }, (_, stdout, stderr) => resolve(stdout + stderr));
  });
}

/** `process` and `Buffer` alone say nothing: the platform's own types have them, as `any`; the linter refuses them. */
const WANTED = ["typeof document", "typeof localStorage", "NodeJS.Process", "typeof __filename", "D1Database", "typeof URL"];

describe("the TypeScript programs", () => {
  it("keep the page and Node out of the Worker", async () => {
    expect(await unknownIn("tsconfig.json", "src/worker.ts", WANTED)).toEqual(["NodeJS", "__filename", "document", "localStorage"]);
  });

  it("keep Node and the platform out of the tag", async () => {
    expect(await unknownIn("src/tag/tsconfig.json", "src/tag/tag.ts", WANTED)).toEqual(["D1Database", "NodeJS", "__filename"]);
  });

  it("keep the page and the platform out of the command line", async () => {
    expect(await unknownIn("src/cli/tsconfig.json", "src/cli/start.ts", ["typeof document", "NodeJS.Process", "D1Database"])).toEqual([
      "D1Database",
      "document",
    ]);
  });

  it("keep Node out of what the tests in workerd are typed with", async () => {
    expect(await unknownIn("test/workerd/tsconfig.json", "test/workerd/setup.ts", WANTED)).toEqual([
      "NodeJS",
      "__filename",
      "document",
      "localStorage",
    ]);
  });
});
