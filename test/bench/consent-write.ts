import { createHash } from "node:crypto";
import { createTestHarness } from "wrangler";
import { CHOICE_COOKIE, FLOOR_COOKIE, PASS_COOKIE } from "../../src/core/consent/seal.ts";
import { inTop, QUIET } from "../../src/cli/paths.ts";
import { productionBundle } from "./bundle.ts";
import { drive } from "./load.ts";
import { documentOf, ORIGIN, PURPOSES } from "./program.ts";
import { SECRET, SITE } from "./rig.ts";
import { median, spread, type Bench, type Row } from "./row.ts";

const ROUNDS = 15;
const SUBJECTS = 200;
const SEEDED = 100_000;
const CONNECTIONS = 8;
const SECRET_KEY = "sk_bench_everything";

const ASKED = 50;
const ASKS = 40;

/** Consent writes and per-purpose checks with a hundred thousand subjects in the database, over the same with none. */
export const consentWrites: Bench = {
  names: ["consent_write_100k_vs_empty", "permits_100k_vs_empty"],
  protocol: `${ROUNDS} rounds in turn of ${SUBJECTS} new subjects who grant and then take one purpose back, through the production bundle and local D1 in wrangler's test harness; then as many rounds of ${ASKS} calls that ask of ${ASKED} of them what each purpose may`,
  run: async () => {
    Object.assign(process.env, QUIET, { WRANGLER_LOG: "error" });
    const [empty, full] = [await startBrand(), await startBrand()];
    try {
      await seed(full);
      await write(empty);
      await write(full);
      const rounds: Round[] = [];
      for (let at = 0; at < ROUNDS; at++) {
        const first = await write(at % 2 === 0 ? empty : full);
        const second = await write(at % 2 === 0 ? full : empty);
        rounds.push(at % 2 === 0 ? { empty: first, full: second } : { empty: second, full: first });
      }
      const checks: Round[] = [];
      for (let at = 0; at < ROUNDS; at++) checks.push({ empty: await check(empty), full: await check(full) });
      const end = `${await subjectsOf(full)} and ${await subjectsOf(empty)} subjects at the end`;
      return [rowOf("consent_write_100k_vs_empty", rounds, `writes/s; ${end}`), rowOf("permits_100k_vs_empty", checks, "subjects/s")];
    } finally {
      await Promise.all([empty.close(), full.close()]);
      delete process.env["WRANGLER_LOG"];
    }
  },
};

interface Round {
  readonly empty: number;
  readonly full: number;
}

function rowOf(name: string, rounds: readonly Round[], unit: string): Row {
  const ratios = rounds.map((round) => round.full / round.empty);
  const [full, empty] = [median(rounds.map((round) => round.full)), median(rounds.map((round) => round.empty))];
  return {
    name,
    value: median(ratios),
    unit: "×",
    budget: 0.9,
    bound: "least",
    note: `${spread(ratios)}; ${full.toFixed(0)} over ${empty.toFixed(0)} ${unit}`,
  };
}

interface Statement {
  bind(...values: readonly unknown[]): Statement;
  run(): Promise<unknown>;
  first<T>(): Promise<T | null>;
  all(): Promise<{ readonly results: readonly Readonly<Record<string, unknown>>[] }>;
}

interface Brand {
  readonly port: number;
  readonly db: { prepare(sql: string): Statement };
  /** Version of the notice people answer to. */
  readonly notice: string;
  readonly close: () => Promise<void>;
}

/** The Worker with a database of its own and the bench program published. */
async function startBrand(): Promise<Brand> {
  const server = createTestHarness({
    workers: [{ configPath: inTop("wrangler.toml"), prebuiltWorkerDir: await productionBundle(), secrets: { EARNEST_SECRET: SECRET } }],
  });
  const { url } = await server.listen();
  const worker = server.getWorker<{ DB: Brand["db"] }>();
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
  return { port: Number(url.port), db, notice: notice.version, close: () => server.close() };
}

/** Copies of one real subject's register, ledger, audit and profile rows under random ids. */
async function seed(brand: Brand): Promise<void> {
  await drive({ port: brand.port, requests: [requestOf(brand, granted(), "", 0)], total: 1, status: 201 });
  const bytes = (count: number): string => `lower(hex(randomblob(${count})))`;
  const steps = [
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${SEEDED})
     INSERT INTO register SELECT 'sub_' || ${bytes(16)}, controller, version, ${bytes(32)}, state, expires_at, updated_at FROM n, (SELECT * FROM register LIMIT 1)`,
    `INSERT INTO ledger SELECT r.subject, 'rcp_' || ${bytes(16)}, 1, l.at, l.prev, ${bytes(32)}, r.head, l.payload
     FROM register AS r, (SELECT * FROM ledger LIMIT 1) AS l WHERE r.subject <> l.chain`,
    `INSERT INTO audit (at, actor, action, target, detail) SELECT at, actor, action, subject, detail FROM register, (SELECT * FROM audit WHERE action LIKE 'consent.%' LIMIT 1)`,
    `INSERT INTO profile SELECT subject, controller, 1, '{"count00":{"value":3,"at":0}}', updated_at FROM register`,
  ];
  for (const step of steps) await brand.db.prepare(step).run();
  const subjects = await subjectsOf(brand);
  if (subjects !== SEEDED + 1) throw new Error(`${subjects} subjects were seeded`);
}

async function subjectsOf(brand: Brand): Promise<number> {
  return (await brand.db.prepare("SELECT count(*) AS count FROM register").first<{ count: number }>())?.count ?? 0;
}

/** Writes a second: every new subject grants, then every one of them takes a purpose back. */
async function write(brand: Brand): Promise<number> {
  const jars: string[] = [];
  const grants = Array.from({ length: SUBJECTS }, (_, index) => requestOf(brand, granted(), "", index));
  const onAnswer = (index: number, answer: Buffer): void => void (jars[index] = jarOf(answer));
  const first = await drive({ port: brand.port, requests: grants, total: SUBJECTS, connections: CONNECTIONS, status: 201, onAnswer });
  const changes = jars.map((jar, index) => requestOf(brand, { mail: false }, jar, index));
  const second = await drive({
    port: brand.port,
    requests: changes,
    total: SUBJECTS,
    connections: CONNECTIONS,
    status: 201,
    marker: '"version":2',
  });
  if (second.marked !== SUBJECTS) throw new Error(`${second.marked} of ${SUBJECTS} changes followed a grant`);
  return (2 * SUBJECTS) / (first.seconds + second.seconds);
}

/** Subjects a second whose permits are asked for, others each call. */
async function check(brand: Brand): Promise<number> {
  const wanted = brand.db.prepare(
    "SELECT subject FROM register WHERE subject > 'sub_' || lower(hex(randomblob(4))) ORDER BY subject LIMIT ?1",
  );
  const requests = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const { results } = await wanted.bind(ASKED).all();
      const subjects = Array.from({ length: ASKED }, (_, at) => ({ type: "subject", value: results[at % results.length]?.["subject"] }));
      return postOf(brand, `/v1/permits?site=${SITE}`, SECRET_KEY, JSON.stringify({ subjects }));
    }),
  );
  const { seconds } = await drive({ port: brand.port, requests, total: ASKS, connections: CONNECTIONS, status: 200 });
  return (ASKS * ASKED) / seconds;
}

function postOf(brand: Brand, path: string, key: string, body: string): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${brand.port}`,
    `authorization: Bearer ${key}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`, "latin1");
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

/** Each person from an address of their own, so that the rate limit takes them for people. */
function requestOf(brand: Brand, decisions: Readonly<Record<string, boolean>>, cookie: string, index: number): Buffer {
  const body = JSON.stringify({ decisions, notice: { version: brand.notice, locale: "en" }, method: "banner" });
  const head = [
    "POST /v1/consent HTTP/1.1",
    `host: 127.0.0.1:${brand.port}`,
    `authorization: Bearer ${SITE}`,
    `origin: ${ORIGIN}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    `cf-connecting-ip: 10.0.${Math.floor(index / 250)}.${index % 250}`,
    ...(cookie === "" ? [] : [`cookie: ${cookie}`]),
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`, "latin1");
}
