import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { scratch } from "./bundle.ts";
import { drive } from "./load.ts";
import { installPeers } from "./peers.ts";

/** c15t's backend in a process of its own, over a SQLite file. */
export interface C15t {
  /** Fills the database with this many copies of a real subject and their consent. */
  readonly seed: (subjects: number) => Promise<void>;
  /** Writes a second: new subjects who say yes, and then take one purpose back. */
  readonly write: (subjects: number) => Promise<number>;
  /** Subjects a second whose consents are asked for, one a call: it has no call for many. */
  readonly check: (asks: number) => Promise<number>;
  readonly stop: () => void;
}

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const CONNECTIONS = 8;
const SAMPLED = 2_000;
let subjects = 0;

export async function startC15t(): Promise<C15t> {
  const cwd = await installPeers("consent");
  const file = join(await scratch(), "c15t.sqlite");
  const child = spawn(process.execPath, ["server.js", file], { cwd, stdio: ["ignore", "pipe", "inherit"] });
  process.once("exit", () => child.kill());
  const ended = once(child, "close").then(() => Promise.reject(new Error("c15t did not start")));
  const [line] = (await Promise.race([once(child.stdout, "data"), ended])) as [Buffer];
  ended.catch(() => undefined);
  const port = Number(line.toString());
  return {
    seed: async (count) => {
      await write(port, 1);
      seed(file, count);
    },
    write: (count) => write(port, count),
    check: (asks) => check(port, file, asks),
    stop: () => void child.kill(),
  };
}

function seed(file: string, count: number): void {
  const db = new DatabaseSync(file);
  const columns = (table: string, changed: Readonly<Record<string, string>>): string =>
    db
      .prepare(`PRAGMA table_info("${table}")`)
      .all()
      .map(({ name }) => changed[String(name)] ?? `o."${String(name)}"`)
      .join(", ");
  /** Base 58 knows no zero. */
  const id = (prefix: string): string => `'${prefix}' || replace(lower(hex(randomblob(11))), '0', 'z')`;
  db.exec("BEGIN");
  db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO subject SELECT ${columns("subject", { id: id("sub_seed") })} FROM n, (SELECT * FROM subject LIMIT 1) AS o`);
  db.exec(`INSERT INTO consent SELECT ${columns("consent", { id: id("cns_seed"), subjectId: "s.id" })}
    FROM subject AS s, (SELECT * FROM consent LIMIT 1) AS o WHERE s.id LIKE 'sub_seed%'`);
  db.exec("COMMIT");
  db.close();
}

async function write(port: number, count: number): Promise<number> {
  const ids = Array.from({ length: count }, nextSubject);
  let seconds = 0;
  for (const marketing of [true, false]) {
    const requests = ids.map((subjectId) => requestOf(port, "POST /subjects", JSON.stringify(bodyOf(subjectId, marketing))));
    seconds += (await drive({ port, requests, total: count, connections: CONNECTIONS, status: 200 })).seconds;
  }
  return (2 * count) / seconds;
}

async function check(port: number, file: string, asks: number): Promise<number> {
  const db = new DatabaseSync(file, { readOnly: true });
  const known = db.prepare("SELECT id FROM subject ORDER BY random() LIMIT ?").all(Math.min(asks, SAMPLED));
  db.close();
  const requests = known.map(({ id }) => requestOf(port, `GET /subjects/${String(id)}`, ""));
  return asks / (await drive({ port, requests, total: asks, connections: CONNECTIONS, status: 200 })).seconds;
}

/** Ids as its client makes them: 22 characters of base 58. */
function nextSubject(): string {
  let text = "";
  for (let rest = (subjects += 1), at = 0; at < 22; at++, rest = Math.floor(rest / 58)) text = (ALPHABET[rest % 58] ?? "") + text;
  return `sub_${text}`;
}

function bodyOf(subjectId: string, marketing: boolean): object {
  const preferences = { necessary: true, functionality: true, experience: true, measurement: true, marketing };
  return { type: "cookie_banner", subjectId, domain: "shop.example", preferences, givenAt: Date.now(), metadata: {} };
}

function requestOf(port: number, line: string, body: string): Buffer {
  const head = [`${line} HTTP/1.1`, `host: 127.0.0.1:${port}`, "origin: https://shop.example", "content-type: application/json"];
  return Buffer.from(`${head.join("\r\n")}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, "latin1");
}
