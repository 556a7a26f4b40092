import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, it } from "vitest";
import { productionBundle, sweep } from "../../bench/bundle.ts";

afterAll(sweep);

it("the Worker as it is deployed is at most 300 KB, gzip", { timeout: 60_000 }, async () => {
  const worker = await readFile(join(await productionBundle(), "worker.js"));
  expect(gzipSync(worker, { level: 9 }).length).toBeLessThanOrEqual(300_000);
});
