import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { sweep } from "./bundle.ts";
import { decideMany, decideNew, decideRemembered, decideStorage } from "./decide.ts";
import { conditions } from "./condition.ts";
import { codeLists } from "./codes.ts";
import { consents } from "./consent.ts";
import { edge } from "./edge.ts";
import { importMemory } from "./import.ts";
import { ingest } from "./ingest.ts";
import { jsonOf, lineOf, type Bench } from "./row.ts";
import { redemptions } from "./redemptions.ts";
import { bundleSize, startup, tagSize } from "./sizes.ts";

/**
 * `npm run bench [-- NAME… --json]`: measures the budgets, side by side in one run. Decide rows run the
 * production bundle in raw workerd (no dev proxy, no cf object: the place is unknown, so the strictest rule holds), the
 * baselines in the same process and built with the same settings; raw keep-alive connections, rounds in turn, ratios
 * taken per round, medians printed.
 */
const BENCHES: readonly Bench[] = [
  decideRemembered,
  decideNew,
  decideMany,
  decideStorage,
  edge,
  conditions,
  consents,
  ingest,
  redemptions,
  importMemory,
  codeLists,
  tagSize,
  bundleSize,
  startup,
];

const { values: options, positionals } = parseArgs({ options: { json: { type: "boolean", default: false } }, allowPositionals: true });
const known = BENCHES.flatMap((bench) => bench.names);
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) throw new Error(`no benchmark is called ${unknown.join(", ")}; there are ${known.join(", ")}`);
const isWanted = (name: string): boolean => positionals.length === 0 || positionals.includes(name);

const say = options.json ? (): void => undefined : console.log;
say(
  `Medians; the spread of the rounds behind them. ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}.`,
);
try {
  for (const bench of BENCHES.filter((item) => item.names.some(isWanted))) {
    say(`\n${bench.protocol}`);
    for (const row of (await bench.run()).filter((item) => isWanted(item.name))) console.log(options.json ? jsonOf(row) : lineOf(row));
  }
} finally {
  await sweep();
}
