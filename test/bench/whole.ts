import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readD1Migrations } from "@cloudflare/vitest-plugin";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { inTop } from "../../src/cli/paths.ts";
import { helperWorker, productionBundle } from "./bundle.ts";
import { SECRET } from "./rig.ts";

export const KEY = "sk_bench_everything";

interface Statement {
  readonly bind: (...values: readonly unknown[]) => Statement;
  readonly run: () => Promise<unknown>;
  readonly first: <T>() => Promise<T | null>;
}

/** The production bundle with a database and queues, each Worker on a socket of its own with nothing between. */
export interface Whole {
  readonly url: URL;
  /** The port of the Worker that only parses. */
  readonly parsePort: number;
  readonly db: { readonly prepare: (sql: string) => Statement };
  /** The most memory (bytes) the process of the Workers has had. */
  readonly peak: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Starts it empty, with the key `KEY` and a program published. */
export async function startWhole(program: unknown): Promise<Whole> {
  const [production, parse] = await Promise.all([productionBundle(), helperWorker("parse")]);
  const wrangler = await readFile(inTop("wrangler.toml"), "utf8");
  const compatibilityDate = /^compatibility_date = "([^"]+)"/m.exec(wrangler)?.[1] ?? "";
  const before = new Set(await processes());
  const consumer = { maxBatchSize: 100, maxBatchTimeout: 1, maxRetries: 20 };
  const server = new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        {
          name: "earnest",
          compatibilityDate,
          modules: true,
          scriptPath: join(production, "worker.js"),
          modulesRoot: production,
          bindings: { EARNEST_SECRET: SECRET, EARNEST_PEPPER: SECRET },
          kvNamespaces: ["KV"],
          d1Databases: ["DB"],
          queueProducers: { EVENTS: "earnest-events", WITHDRAWALS: "earnest-withdrawals", WEBHOOKS: "earnest-webhooks" },
          queueConsumers: { "earnest-events": consumer, "earnest-withdrawals": consumer },
          unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
        },
        {
          name: "parse",
          compatibilityDate,
          modules: true,
          scriptPath: parse,
          modulesRoot: dirname(parse),
          unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
        },
      ],
    }),
  );
  await server.ready;
  const [url, parseUrl] = [await server.unsafeGetDirectURL("earnest"), await server.unsafeGetDirectURL("parse")];
  const db = (await server.getD1Database("DB", "earnest")) as unknown as Whole["db"];
  for (const { queries } of await readD1Migrations(inTop("migrations"))) for (const query of queries) await db.prepare(query).run();
  const hash = createHash("sha256").update(KEY).digest("hex");
  await db.prepare(`INSERT INTO api_key (hash, label, scopes, created_at) VALUES (?1, 'bench', '["*"]', 0)`).bind(hash).run();
  const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
  const published = await fetch(new URL("/v1/programs", url), { method: "POST", headers, body: JSON.stringify(program) });
  if (published.status !== 201) throw new Error(`the program was not published: ${await published.text()}`);
  const own = (await processes()).filter((id) => !before.has(id));
  return { url, parsePort: Number(parseUrl.port), db, peak: () => peakOf(own), stop: () => server.dispose() };
}

/** The workerd processes of this one. */
async function processes(): Promise<readonly string[]> {
  const ids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const names = await Promise.all(ids.map(async (id) => [id, await readFile(`/proc/${id}/status`, "utf8").catch(() => "")] as const));
  return names.flatMap(([id, status]) => (/^Name:\s+workerd/m.test(status) && parentOf(status) === process.pid ? [id] : []));
}

function parentOf(status: string): number {
  return Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
}

async function peakOf(ids: readonly string[]): Promise<number> {
  const peaks = await Promise.all(
    ids.map(async (id) => Number(/^VmHWM:\s+(\d+)/m.exec(await readFile(`/proc/${id}/status`, "utf8").catch(() => ""))?.[1])),
  );
  return Math.max(0, ...peaks) * 1024;
}
