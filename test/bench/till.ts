import { createHash, randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { D1Database } from "@cloudflare/workers-types";
import { createTestHarness } from "wrangler";
import { inTop } from "../../src/cli/paths.ts";
import { productionBundle, scratch } from "./bundle.ts";
import { drive } from "./load.ts";
import { CONTROLLER, documentOf } from "./program.ts";
import { SECRET, SITE } from "./rig.ts";

const SECRET_KEY = "sk_bench_till";
const CONNECTIONS = 16;
/** Offers and cards over whose buckets the load is spread. */
const OFFERS = 24;
const CARDS = 24;

/** A Worker with so many databases, its offers and cards spread over them. */
export interface Till {
  /** Redemptions a second, each of one of the offers, without a person. */
  readonly redeem: (count: number) => Promise<number>;
  /** Points earned a second, each on one of the cards. */
  readonly earn: (count: number) => Promise<number>;
  /** How much stands redeemed, and how many points there are, in all databases. */
  readonly counts: () => Promise<{ readonly redeemed: number; readonly points: number }>;
  readonly close: () => Promise<void>;
}

/** The settings of the Worker with further databases beside `DB`. */
async function configWith(databases: readonly string[]): Promise<string> {
  const settings = (await readFile(inTop("wrangler.toml"), "utf8"))
    .replace('main = "src/worker.ts"', `main = ${JSON.stringify(inTop("src/worker.ts"))}`)
    .replace('directory = "dist/assets"', `directory = ${JSON.stringify(inTop("dist/assets"))}`)
    .replace('migrations_dir = "migrations"', `migrations_dir = ${JSON.stringify(inTop("migrations"))}`);
  const further = databases
    .slice(1)
    .map(
      (name) =>
        `\n[[d1_databases]]\nbinding = "${name}"\ndatabase_name = "earnest-${name.toLowerCase()}"\nmigrations_dir = ${JSON.stringify(inTop("migrations"))}\n`,
    );
  const path = join(await scratch(), `till-${databases.length}.toml`);
  await writeFile(path, settings + further.join(""));
  return path;
}

export async function startTill(databases: readonly string[]): Promise<Till> {
  const worker = {
    configPath: await configWith(databases),
    prebuiltWorkerDir: await productionBundle(),
    secrets: { EARNEST_SECRET: SECRET, EARNEST_PEPPER: SECRET },
  };
  const server = createTestHarness({ workers: [worker] });
  const { url } = await server.listen();
  const running = server.getWorker<Record<string, D1Database>>();
  for (const name of databases) await running.applyD1Migrations(name);
  const env = await running.getEnv();
  await spread(databases, env);
  const hash = createHash("sha256").update(SECRET_KEY).digest("hex");
  const key = `INSERT INTO api_key (hash, label, scopes, created_at) VALUES (?1, 'bench', '["*"]', 0)`;
  await env["DB"]?.prepare(key).bind(hash).run();
  const port = Number(url.port);
  const published = await fetch(new URL("/v1/programs", url), {
    method: "POST",
    headers: { authorization: `Bearer ${SECRET_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ ...documentOf(SITE, 100), offers: offers(), rewards: [REWARD] }),
  });
  if (published.status !== 201) throw new Error(`the bench program was not published: ${await published.text()}`);
  const cards: object[] = [];
  while (cards.length < CARDS) cards.push(await newCard(port));
  const run = async (requests: readonly Buffer[]): Promise<number> => {
    const { seconds } = await drive({ port, requests, total: requests.length, connections: CONNECTIONS, status: 200 });
    return requests.length / seconds;
  };
  return {
    redeem: (count) => run(Array.from({ length: count }, (_, at) => postOf(port, "offers/redeem", { offer: `offer-${at % OFFERS}` }))),
    earn: (count) =>
      run(Array.from({ length: count }, (_, at) => postOf(port, "loyalty/points/earn", { subject: cards[at % CARDS], points: 1 }))),
    counts: () => countsOf(databases.map((name) => env[name])),
    close: () => server.close(),
  };
}

/** The buckets in turn, before anybody is in them. */
async function spread(names: readonly string[], env: Readonly<Record<string, D1Database>>): Promise<void> {
  const map = "UPDATE bucket_map SET binding = (SELECT value FROM json_each(?1) WHERE key = bucket % json_array_length(?1))";
  await env["DB"]?.prepare(map).bind(JSON.stringify(names)).run();
  for (const [at, name] of names.entries())
    await env[name]?.prepare("UPDATE bucket_owner SET epoch = bucket % ?1 = ?2").bind(names.length, at).run();
}

const texts = { en: { name: "Bench" }, de: { name: "Bench" } };
const REWARD = { key: "points", controller: CONTROLLER, earn: { points: 1, per: 100, currency: "EUR" }, texts };

function offers(): readonly object[] {
  return Array.from({ length: OFFERS }, (_, at) => ({
    key: `offer-${at}`,
    benefit: { kind: "percent", value: 10 },
    budget: 1_000_000,
    texts,
  }));
}

async function newCard(port: number): Promise<object> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/loyalty/points/cards?site=${SITE}`, {
    method: "POST",
    headers: { authorization: `Bearer ${SECRET_KEY}`, "content-type": "application/json" },
    body: "{}",
  });
  if (answer.status !== 201) throw new Error(`no card was issued: ${await answer.text()}`);
  const { card } = (await answer.json()) as { readonly card: string };
  return { type: "card", value: card };
}

function postOf(port: number, path: string, body: object): Buffer {
  const text = JSON.stringify(body);
  const head = [
    `POST /v1/${path}?site=${SITE} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    `authorization: Bearer ${SECRET_KEY}`,
    `idempotency-key: ${randomUUID()}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(text)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${text}`);
}

async function countsOf(databases: readonly (D1Database | undefined)[]): Promise<{ readonly redeemed: number; readonly points: number }> {
  const sums = databases.map(async (db) => {
    const sql = `SELECT (SELECT count(*) FROM redemption) AS redeemed, (SELECT coalesce(sum(balance), 0) FROM points_account) AS points`;
    return db?.prepare(sql).first<{ redeemed: number; points: number }>();
  });
  const all = await Promise.all(sums);
  return {
    redeemed: all.reduce((sum, row) => sum + (row?.redeemed ?? 0), 0),
    points: all.reduce((sum, row) => sum + (row?.points ?? 0), 0),
  };
}
