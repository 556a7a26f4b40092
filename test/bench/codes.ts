import { randomBytes } from "node:crypto";
import { testProgram } from "../support/program.ts";
import { median, spread, type Bench } from "./row.ts";
import { KEY, startWhole, type Whole } from "./whole.ts";

const FEW = 100_000;
const MANY = 1_000_000;
const GROUP = 10_000;
const ROUNDS = 3;
const MB = 1024 * 1024;

/** Lists of codes that are sent in one call: what a long one takes, beside a short one and beside rows alone. */
export const codeLists: Bench = {
  names: ["codes_memory_1m_worker", "codes_vs_rows"],
  protocol: `a list of ${FEW} codes and then one of ${MANY}, each in one call to the production bundle with local D1: the largest resident set of the Workers' process (all its isolates, and the database) over that of the shorter list; and ${ROUNDS} rounds in turn of ${FEW} codes, and of as many rows of a table of the same shape in statements of ${GROUP}, by codes and rows a second`,
  run: async () => {
    const texts = { en: { name: "A cap" }, de: { name: "Eine Mütze" } };
    const offer = { key: "cap", benefit: { kind: "gift", value: "a cap" }, codes: "unique", texts };
    const whole = await startWhole(testProgram({ offers: [offer] }));
    try {
      await added(whole, FEW);
      const few = await whole.peak();
      const speed = await added(whole, MANY);
      const many = await whole.peak();
      const rounds: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const rows = await inserted(whole, FEW);
        rounds.push((await added(whole, FEW)) / rows);
      }
      const memory = `${(many / MB).toFixed(0)} over ${(few / MB).toFixed(0)} MB; ${speed.toFixed(0)} codes/s`;
      return [
        { name: "codes_memory_1m_worker", value: many / few, unit: "×", budget: 1.5, bound: "most", note: memory },
        { name: "codes_vs_rows", value: median(rounds), unit: "×", budget: 0.2, bound: "least", note: spread(rounds) },
      ];
    } finally {
      await whole.stop();
    }
  },
};

function drawn(count: number): readonly string[] {
  const bytes = randomBytes(10 * count);
  return Array.from({ length: count }, (_, at) => bytes.toString("hex", at * 10, at * 10 + 10));
}

/** Codes a second. */
async function added(whole: Whole, count: number): Promise<number> {
  const headers = { authorization: `Bearer ${KEY}`, "content-type": "text/plain" };
  const body = drawn(count).join("\n");
  const started = performance.now();
  const response = await fetch(new URL("/v1/offers/cap/codes?site=pk_acme_main", whole.url), { method: "POST", headers, body });
  const text = await response.text();
  if (!text.startsWith(`{"added":${count},"known":0,"refused":0`)) throw new Error(`of ${count} codes: ${text.slice(0, 200)}`);
  return (1000 * count) / (performance.now() - started);
}

/** Rows a second. */
async function inserted(whole: Whole, count: number): Promise<number> {
  await whole.db.prepare("CREATE TABLE IF NOT EXISTS bare (hash TEXT PRIMARY KEY, bucket INTEGER, offer TEXT) STRICT, WITHOUT ROWID").run();
  await whole.db.prepare("CREATE INDEX IF NOT EXISTS bare_bucket ON bare (bucket, hash)").run();
  const rows = drawn(count);
  const started = performance.now();
  for (let at = 0; at < count; at += GROUP)
    await whole.db
      .prepare("INSERT INTO bare (hash, bucket, offer) SELECT value, 7, 'acme/cap' FROM json_each(?1)")
      .bind(JSON.stringify(rows.slice(at, at + GROUP)))
      .run();
  return (1000 * count) / (performance.now() - started);
}
