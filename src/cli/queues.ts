import { parseArgs } from "node:util";
import { DEMO_SECRET_KEY } from "./seed.ts";

const USAGE = `npm run queues -- dead [--local] [--url URL] [--key sk_…]
npm run queues -- replay [events|withdrawals|webhooks] [--local] [--url URL] [--key sk_…]

Shows what the queues gave up, or sends it to its queue again, where it is gated as any message. A replay that was cut
off is started again: nothing counts twice. The key, from --key or EARNEST_KEY, needs the scope "queues"; --local is
--url http://localhost:8787 with the demo's key.`;

interface Dead {
  readonly letters: readonly {
    readonly queue: string;
    readonly kind: string;
    readonly count: number;
    readonly oldest: string;
    readonly newest: string;
  }[];
}

interface Replayed {
  readonly replayed: number;
  readonly unreadable: number;
  readonly next: string | null;
}

const LOCAL = "http://localhost:8787";
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { local: { type: "boolean", default: false }, url: { type: "string" }, key: { type: "string" } },
});
const [verb, queue] = positionals;

if (verb === "dead") await dead();
else if (verb === "replay") await replay();
else {
  console.log(USAGE);
  process.exitCode = verb === undefined ? 0 : 2;
}

async function dead(): Promise<void> {
  const { letters } = await ask<Dead>("/v1/dead-letters");
  if (letters.length === 0) console.log("No dead letters.");
  for (const { queue: from, kind, count, oldest, newest } of letters) console.log(`${from}  ${kind}  ${count}  ${oldest} … ${newest}`);
}

async function replay(): Promise<void> {
  let [replayed, unreadable] = [0, 0];
  for (let after: string | null | undefined; after !== null;) {
    const part: Replayed = await ask<Replayed>("/v1/dead-letters/replay", { queue, after });
    replayed += part.replayed;
    unreadable += part.unreadable;
    after = part.next;
  }
  console.log(`${replayed} sent again`);
  if (unreadable > 0) console.log(`${unreadable} kept: sealed under a secret that this Worker does not have`);
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
