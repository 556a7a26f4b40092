import { parseArgs } from "node:util";
import { serverAt, SERVER_OPTIONS } from "./server.ts";

const USAGE = `npm run ledger -- verify [--local] [--url URL] [--key sk_…] [--subject sub_…] [--database DB_01] [--page 200]

Computes every hash of every chain again and compares it with the ledger and the register. Exits with 1 on any fault.
The key, from --key or EARNEST_KEY, needs the scope "ledger"; on localhost it is the demo's. --local is
--url http://localhost:8787.`;

interface Page {
  readonly checked: number;
  readonly entries: number;
  readonly faults: readonly { readonly chain: string; readonly entry: string; readonly fault: string }[];
  readonly next: string | null;
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...SERVER_OPTIONS,
    subject: { type: "string" },
    database: { type: "string" },
    page: { type: "string", default: "200" },
  },
});

if (positionals[0] === "verify") process.exitCode = await verify();
else {
  console.log(USAGE);
  process.exitCode = positionals[0] === undefined ? 0 : 2;
}

async function verify(): Promise<number> {
  let [checked, entries, faults] = [0, 0, 0];
  let after: string | null = null;
  do {
    const page: Page = await ask(after);
    checked += page.checked;
    entries += page.entries;
    faults += page.faults.length;
    for (const { chain, entry, fault } of page.faults) console.error(`FAULT ${fault}  chain ${chain}  entry ${entry}`);
    console.log(`${checked} chains, ${entries} entries, ${faults} faults${page.next === null ? "" : ` … at ${page.next}`}`);
    after = page.next;
  } while (after !== null);
  console.log(faults === 0 ? "Every hash, link and register is as it was written." : "The ledger is not as it was written.");
  return faults === 0 ? 0 : 1;
}

function ask(after: string | null): Promise<Page> {
  const { subject, database } = options;
  const json = subject === undefined ? { database, after: after ?? undefined, limit: Number(options.page) } : { subject };
  return serverAt(options).askJson<Page>("/v1/ledger/verify", { json });
}
