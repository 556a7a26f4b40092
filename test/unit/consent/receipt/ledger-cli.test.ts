import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { inTop } from "../../../../src/cli/paths.ts";

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly asked: readonly unknown[];
}

/** Runs the tool against a server that answers these pages one after the other. */
async function run(pages: readonly unknown[], ...more: readonly string[]): Promise<Ran> {
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => void (body += chunk.toString()));
    request.on("end", () => {
      asked.push({ url: request.url, key: request.headers.authorization, ...(JSON.parse(body) as object) });
      const page = pages[asked.length - 1];
      response.writeHead(page === undefined ? 503 : 200).end(JSON.stringify(page ?? { title: "away" }));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const args = [inTop("src/cli/ledger.ts"), "verify", "--url", `http://127.0.0.1:${port}`, ...more];
  try {
    return await new Promise((resolve) => {
      execFile(process.execPath, args, (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr, asked }));
    });
  } finally {
    server.close();
  }
}

describe("npm run ledger -- verify", () => {
  it("asks page after page, tells how far it is, and exits with 0 when all is as it was written", async () => {
    const pages = [
      { checked: 2, entries: 5, faults: [], next: "DB:x" },
      { checked: 1, entries: 1, faults: [], next: null },
    ];
    const { code, stdout, asked } = await run(pages, "--page", "2", "--key", "sk_mine");
    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toEqual([
      "2 chains, 5 entries, 0 faults … at DB:x",
      "3 chains, 6 entries, 0 faults",
      "Every hash, link and register is as it was written.",
    ]);
    expect(asked).toEqual([
      { url: "/v1/ledger/verify", key: "Bearer sk_mine", limit: 2 },
      { url: "/v1/ledger/verify", key: "Bearer sk_mine", limit: 2, after: "DB:x" },
    ]);
  });

  it("names every fault and exits with 1", async () => {
    const { code, stdout, stderr } = await run([
      { checked: 1, entries: 1, faults: [{ chain: "sub_a", entry: "rcp_a", fault: "payload-changed" }], next: null },
    ]);
    expect(code).toBe(1);
    expect(stderr).toBe("FAULT payload-changed  chain sub_a  entry rcp_a\n");
    expect(stdout).toContain("The ledger is not as it was written.");
  });

  it("exits with 1 when it cannot ask to the end", async () => {
    expect(await run([{ checked: 1, entries: 1, faults: [], next: "DB:x" }])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("away"),
    });
  });
});
