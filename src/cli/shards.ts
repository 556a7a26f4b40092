import { parseArgs } from "node:util";
import { serverAt, SERVER_OPTIONS } from "./server.ts";

const USAGE = `npm run shards -- status [--local] [--url URL] [--key sk_…]
npm run shards -- move BUCKET BINDING [--local] [--url URL] [--key sk_…]
npm run shards -- replay [--local] [--url URL] [--key sk_…]

Shows which database has how many of the 256 buckets, or moves one to another database: 17 DB_01. A move that was cut
off is taken up where it was. After a database was put back from an older copy, replay erases and withdraws again what that
copy brought back. The key, from --key or EARNEST_KEY, needs the scope "shards"; --local is
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

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: SERVER_OPTIONS,
});
const [verb, bucket, binding] = positionals;

if (verb === "status") await status();
else if (verb === "replay") await replay();
else if (verb === "move" && bucket !== undefined && binding !== undefined) await move(Number(bucket), binding);
else {
  console.log(USAGE);
  process.exitCode = verb === undefined ? 0 : 2;
}

async function status(): Promise<void> {
  const { databases, moves } = await serverAt(options).askJson<Shards>("/v1/shards");
  for (const { binding: name, buckets } of databases) console.log(`${name}  ${buckets} buckets`);
  for (const item of moves) console.log(line(item));
}

interface Replayed {
  readonly subjects: number;
  readonly erased: number;
  readonly withdrawn: number;
  readonly next: { readonly database: string; readonly after: string } | null;
}

async function replay(): Promise<void> {
  const sum = { subjects: 0, erased: 0, withdrawn: 0 };
  for (let next: Replayed["next"] = { database: "DB", after: "" }; next !== null;) {
    const replayed: Replayed = await serverAt(options).askJson<Replayed>("/v1/shards/replay", { json: next });
    sum.subjects += replayed.subjects;
    sum.erased += replayed.erased;
    sum.withdrawn += replayed.withdrawn;
    next = replayed.next;
  }
  console.log(`${sum.subjects} subjects  ${sum.erased} erased again  ${sum.withdrawn} withdrawals written again`);
}

async function move(number: number, target: string): Promise<void> {
  for (let stage = ""; ;) {
    const moved = await serverAt(options).askJson<Move>("/v1/shards/move", { json: { bucket: number, binding: target } });
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
