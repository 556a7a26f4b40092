import { parseArgs } from "node:util";
import { serverAt, SERVER_OPTIONS } from "./server.ts";

const USAGE = `npm run queues -- dead [--local] [--url URL] [--key sk_…]
npm run queues -- replay [events|withdrawals] [--local] [--url URL] [--key sk_…]

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

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: SERVER_OPTIONS,
});
const [verb, queue] = positionals;

if (verb === "dead") await dead();
else if (verb === "replay") await replay();
else {
  console.log(USAGE);
  process.exitCode = verb === undefined ? 0 : 2;
}

async function dead(): Promise<void> {
  const { letters } = await serverAt(options).askJson<Dead>("/v1/dead-letters");
  if (letters.length === 0) console.log("No dead letters.");
  for (const { queue: from, kind, count, oldest, newest } of letters) console.log(`${from}  ${kind}  ${count}  ${oldest} … ${newest}`);
}

async function replay(): Promise<void> {
  let [replayed, unreadable] = [0, 0];
  for (let after: string | null | undefined; after !== null;) {
    const part: Replayed = await serverAt(options).askJson<Replayed>("/v1/dead-letters/replay", { json: { queue, after } });
    replayed += part.replayed;
    unreadable += part.unreadable;
    after = part.next;
  }
  console.log(`${replayed} sent again`);
  if (unreadable > 0) console.log(`${unreadable} kept: sealed under a secret that this Worker does not have`);
}
