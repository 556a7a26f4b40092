import { applyRecord, type ConsentRecord } from "../../core/consent/choose.ts";
import type { LedgerEntry } from "../../core/consent/ledger.ts";
import { NOTHING_SAID, saidOf, type ConsentState } from "../../core/consent/state.ts";
import { cellsOf, type ConsentCell } from "../../core/insight/consent-count.ts";
import { countFrom } from "../../storage/consent-count.ts";
import { readFeed } from "../../storage/feed.ts";
import { readJob } from "../../storage/job.ts";
import type { Platform } from "../../storage/platform.ts";
import { readChains } from "../../storage/register.ts";
import { allDatabases } from "../../storage/shards.ts";

const PAGE = 300;
const MOST_PAGES = 100;
const WAIT_MS = 10_000;

/**
 * Counts what was written to the ledgers since the last run. The place in each database's feed and the counts move in one
 * batch, so that every entry counts exactly once, whatever is cut off or run twice.
 */
export async function countConsents({ env }: Pick<Platform, "env">, now: number): Promise<void> {
  for (const { name, db } of allDatabases(env)) {
    const job = `count-consents:${name}`;
    let from = Number((await readJob(env.DB, job))?.cursor ?? 0);
    for (let page = 0; page < MOST_PAGES; page++) {
      const { entries, last, end } = await readFeed(db, from, PAGE);
      if (last === from) break;
      await countFrom(env.DB, { job, from, to: last, now }, await cellsIn(db, entries, now));
      if (end) break;
      from = last;
    }
  }
}

async function cellsIn(db: D1Database, entries: readonly LedgerEntry[], now: number): Promise<readonly ConsentCell[]> {
  if (entries.length === 0) return [];
  const chains = await readChains(db, [...new Set(entries.map((entry) => entry.chain))], WAIT_MS);
  return entries.flatMap((entry) => {
    if (entry.payload === null) return [];
    const before = stateBefore(entry, chains.entries.get(entry.chain) ?? []);
    return cellsOf(JSON.parse(entry.payload) as ConsentRecord, (purpose) => saidOf(before, purpose)?.state ?? "unknown", now);
  });
}

/** What the chain said before an entry; what was erased says nothing. */
function stateBefore(entry: LedgerEntry, chain: readonly LedgerEntry[]): ConsentState {
  let state = NOTHING_SAID;
  for (const { version, payload } of chain)
    if (version < entry.version && payload !== null) state = applyRecord(state, JSON.parse(payload) as ConsentRecord, version);
  return state;
}
