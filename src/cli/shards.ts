import { parseArgs } from "node:util";
import { DEMO_SECRET_KEY } from "./seed.ts";

const USAGE = `npm run shards -- status [--local] [--url URL] [--key sk_…]
npm run shards -- move BUCKET BINDING [--local] [--url URL] [--key sk_…]

Shows which database has how many of the 256 buckets, or moves one to another database: 17 DB_01. A move that was cut
off is taken up where it was. The key, from --key or EARNEST_KEY, needs the scope "shards"; --local is
--url http://localhost:8787 with the demo's key.`;

interface Move {
  readonly bucket: number;
  readonly from: string;
  readonly to: string;
  readonly stage: string;
  readonly copied: number;
  readonly done: boolean;
}

interface Shards {
  readonly databases: readonly { readonly binding: string; readonly buckets: number }[];
  readonly moves: readonly Move[];
}

const LOCAL = "http://localhost:8787";
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { local: { type: "boolean", default: false }, url: { type: "string" }, key: { type: "string" } },
});
const [verb, bucket, binding] = positionals;

if (verb === "status") await status();
else if (verb === "move" && bucket !== undefined && binding !== undefined) await move(Number(bucket), binding);
else {
  console.log(USAGE);
  process.exitCode = verb === undefined ? 0 : 2;
}

async function status(): Promise<void> {
  const { databases, moves } = await ask<Shards>("/v1/shards");
  for (const { binding: name, buckets } of databases) console.log(`${name}  ${buckets} buckets`);
  for (const item of moves) console.log(line(item));
}

async function move(number: number, target: string): Promise<void> {
  for (let stage = ""; ;) {
    const moved = await ask<Move>("/v1/shards/move", { bucket: number, binding: target });
    console.log(line(moved));
    if (moved.done) return;
    // The old database's feeds are read by the hourly job where they are long.
    if (moved.stage === "flipped" && stage === "flipped") return console.log("The rest is cleared by the hourly job.");
    stage = moved.stage;
  }
}

function line({ bucket: number, from, to, stage, copied }: Move): string {
  return `bucket ${number}  ${from} → ${to}  ${stage}  ${copied} owners copied`;
}

async function ask<T>(path: string, body?: object): Promise<T> {
  const url = options.local ? LOCAL : (options.url ?? LOCAL);
  const isLocal = /^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(`${url}/`);
  const key = options.key ?? process.env["EARNEST_KEY"] ?? (isLocal ? DEMO_SECRET_KEY : null);
  if (key === null) throw new Error("a secret key is needed: --key or EARNEST_KEY");
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(new URL(path, url), body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers });
  const answered: unknown = await response.json();
  if (response.ok) return answered as T;
  console.error(JSON.stringify(answered, null, 2));
  process.exit(1);
}
