import { createHash, randomBytes } from "node:crypto";
import { createTestHarness } from "wrangler";
import { CHOICE_COOKIE, FLOOR_COOKIE, PASS_COOKIE } from "../../src/core/consent/seal.ts";
import { inTop } from "../../src/cli/paths.ts";
import { subjectId } from "../../src/core/kernel/ids.ts";
import { productionBundle } from "./bundle.ts";
import { drive } from "./load.ts";
import { documentOf, ORIGIN, PURPOSES } from "./program.ts";
import { SECRET, SITE } from "./rig.ts";

const SECRET_KEY = "sk_bench_everything";
const CONNECTIONS = 8;
/** People written by one statement, so that none keeps the database for long. */
const CHUNK = 2_000;
const ATTEMPTS = 4;
const ASKED = 50;
let people = 0;

interface Statement {
  bind(...values: readonly unknown[]): Statement;
  run(): Promise<unknown>;
  first<T>(): Promise<T | null>;
  all(): Promise<{ readonly results: readonly Readonly<Record<string, unknown>>[] }>;
}

/** The Worker with a database of its own and the bench program published. */
export interface Brand {
  /** Fills the database with this many copies of one real subject. */
  readonly seed: (subjects: number) => Promise<void>;
  /** Writes a second: every new subject grants, then every one of them takes a purpose back. */
  readonly write: (subjects: number) => Promise<number>;
  /** Subjects a second whose permits are asked for, fifty a call, others each call. */
  readonly check: (asks: number) => Promise<number>;
  readonly count: () => Promise<number>;
  readonly close: () => Promise<void>;
}

interface Served {
  readonly port: number;
  readonly db: { prepare(sql: string): Statement };
  /** Version of the notice people answer to. */
  readonly notice: string;
}

export async function startBrand(): Promise<Brand> {
  const server = createTestHarness({
    workers: [{ configPath: inTop("wrangler.toml"), prebuiltWorkerDir: await productionBundle(), secrets: { EARNEST_SECRET: SECRET } }],
  });
  const { url } = await server.listen();
  const worker = server.getWorker<{ DB: Served["db"] }>();
  await worker.applyD1Migrations("DB" as never);
  const { DB: db } = await worker.getEnv();
  const hash = createHash("sha256").update(SECRET_KEY).digest("hex");
  await db.prepare(`INSERT INTO api_key (hash, label, scopes, created_at) VALUES (?1, 'bench', '["*"]', 0)`).bind(hash).run();
  const published = await fetch(new URL("/v1/programs", url), {
    method: "POST",
    headers: { authorization: `Bearer ${SECRET_KEY}`, "content-type": "application/json" },
    body: JSON.stringify(documentOf(SITE, 100)),
  });
  if (published.status !== 201) throw new Error(`the bench program was not published: ${await published.text()}`);
  const asked = await fetch(new URL("/v1/consent", url), { headers: { authorization: `Bearer ${SITE}`, origin: ORIGIN } });
  const { notice } = (await asked.json()) as { readonly notice: { readonly version: string } };
  const brand = { port: Number(url.port), db, notice: notice.version };
  return {
    seed: (subjects) => seed(brand, subjects),
    write: (subjects) => write(brand, subjects),
    check: (asks) => check(brand, asks),
    count: () => countOf(brand),
    close: () => server.close(),
  };
}

/** Register, ledger, audit and profile rows under random ids, a few thousand people a statement; each may be sent again. */
async function seed(brand: Served, count: number): Promise<void> {
  await drive({ port: brand.port, requests: [requestOf(brand, granted(), "")], total: 1, status: 201 });
  const bytes = (size: number): string => `lower(hex(randomblob(${size})))`;
  const steps = [
    `INSERT OR IGNORE INTO register SELECT n.value, controller, version, ${bytes(32)}, state, expires_at, updated_at
     FROM json_each(?1) AS n, (SELECT * FROM register WHERE subject = ?2)`,
    `INSERT OR IGNORE INTO ledger SELECT n.value, 'rcp_' || substr(n.value, 5), l.version, l.at, l.prev, ${bytes(32)}, r.head, l.payload
     FROM json_each(?1) AS n JOIN register AS r ON r.subject = n.value, (SELECT * FROM ledger WHERE chain = ?2) AS l`,
    `INSERT INTO audit (at, actor, action, target, detail) SELECT at, actor, action, n.value, detail
     FROM json_each(?1) AS n, (SELECT * FROM audit WHERE action LIKE 'consent.%' AND ?2 <> '' ORDER BY id LIMIT 1)`,
    `INSERT OR IGNORE INTO profile (subject, controller, version, attributes, updated_at) SELECT r.subject, r.controller, 1, '{"count00":{"value":3,"at":0}}', r.updated_at
     FROM json_each(?1) AS n JOIN register AS r ON r.subject = n.value WHERE ?2 <> ''`,
  ];
  const first = (await brand.db.prepare("SELECT subject FROM register LIMIT 1").first<{ subject: string }>())?.subject ?? "";
  for (let at = 0; at < count; at += CHUNK) {
    const ids = JSON.stringify(Array.from({ length: Math.min(CHUNK, count - at) }, () => subjectId(randomBytes(16))));
    for (const step of steps) await again(() => brand.db.prepare(step).bind(ids, first).run());
  }
  const subjects = await countOf(brand);
  if (subjects !== count + 1) throw new Error(`${subjects} subjects were seeded`);
}

/** Another attempt where the way to the database was cut off. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
    try {
      return await work();
    } catch {
      continue;
    }
  }
  return work();
}

async function countOf(brand: Served): Promise<number> {
  return (await again(() => brand.db.prepare("SELECT count(*) AS count FROM register").first<{ count: number }>()))?.count ?? 0;
}

async function write(brand: Served, count: number): Promise<number> {
  const jars: string[] = [];
  const driven = { port: brand.port, total: count, connections: CONNECTIONS, status: 201 };
  const grants = Array.from({ length: count }, () => requestOf(brand, granted(), ""));
  const onAnswer = (index: number, answer: Buffer): void => void (jars[index] = jarOf(answer));
  const first = await drive({ ...driven, requests: grants, onAnswer });
  const changes = jars.map((jar) => requestOf(brand, { mail: false }, jar));
  const second = await drive({ ...driven, requests: changes, marker: '"version":2' });
  if (second.marked !== count) throw new Error(`${second.marked} of ${count} changes followed a grant`);
  return (2 * count) / (first.seconds + second.seconds);
}

async function check(brand: Served, asks: number): Promise<number> {
  const sampled = brand.db.prepare("SELECT subject FROM register ORDER BY random() LIMIT ?1").bind(asks * ASKED);
  const { results } = await again(() => sampled.all());
  const requests = Array.from({ length: asks }, (_, call) => {
    const subjects = Array.from({ length: ASKED }, (_item, at) => ({
      type: "subject",
      value: results[(call * ASKED + at) % results.length]?.["subject"],
    }));
    return postOf(brand, `/v1/permits?site=${SITE}`, SECRET_KEY, JSON.stringify({ subjects }));
  });
  const { seconds } = await drive({ port: brand.port, requests, total: asks, connections: CONNECTIONS, status: 200 });
  return (asks * ASKED) / seconds;
}

function granted(): Readonly<Record<string, boolean>> {
  return Object.fromEntries(PURPOSES.flatMap(({ key, said }) => (said === null ? [] : [[key, true] as const])));
}

/** The cookies of an answer, as the browser sends them back. */
function jarOf(answer: Buffer): string {
  const head = answer.toString("latin1", 0, answer.indexOf("\r\n\r\n"));
  return [PASS_COOKIE, CHOICE_COOKIE, FLOOR_COOKIE]
    .flatMap((name) => new RegExp(`^set-cookie: (${name}=[^;]*)`, "im").exec(head)?.[1] ?? [])
    .join("; ");
}

/** Each from an address of their own, so that the rate limit takes them for people. */
function requestOf(brand: Served, decisions: Readonly<Record<string, boolean>>, cookie: string): Buffer {
  const body = JSON.stringify({ decisions, notice: { version: brand.notice, locale: "en" }, method: "banner" });
  const from = people++;
  const address = `cf-connecting-ip: 10.${(from >> 16) & 255}.${(from >> 8) & 255}.${from & 255}`;
  return postOf(brand, "/v1/consent", SITE, body, [`origin: ${ORIGIN}`, address, ...(cookie === "" ? [] : [`cookie: ${cookie}`])]);
}

function postOf(brand: Served, path: string, key: string, body: string, further: readonly string[] = []): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${brand.port}`,
    `authorization: Bearer ${key}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    ...further,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`, "latin1");
}
