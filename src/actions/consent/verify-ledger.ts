import { verifyChain, type LedgerEntry, type LedgerFault } from "../../core/consent/ledger.ts";
import type { ReceiptId, SubjectId } from "../../core/kernel/ids.ts";
import { asSubjectId } from "../../core/kernel/ids.ts";
import type { Bindings } from "../../storage/bindings.ts";
import { listChains, readChains, type Registered } from "../../storage/register.ts";
import { allDatabases, shardOf } from "../../storage/shards.ts";

const WAIT_MS = 5_000;
const PAGE_WAIT_MS = 20_000;

/** Checks the whole chain of a subject or receipt against its hashes and its register; no faults means it is as it was written. */
export async function verifyLedger(
  env: Bindings,
  chain: SubjectId | ReceiptId,
): Promise<{ readonly entries: number; readonly faults: readonly LedgerFault[] }> {
  const shard = await shardOf(env, chain);
  const { entries, registers } = await readChains(shard.db, [chain], WAIT_MS);
  const own = entries.get(chain) ?? [];
  return { entries: own.length, faults: await faultsOf(chain, own, registers.get(chain) ?? null) };
}

/** A place in the ledgers: after which chain of which database. */
export interface LedgerCursor {
  readonly database: string;
  readonly chain: string;
}

export interface VerifiedPage {
  readonly chains: number;
  readonly entries: number;
  readonly faults: readonly (LedgerFault & { readonly chain: string })[];
  /** Null when all has been seen. */
  readonly next: LedgerCursor | null;
}

/**
 * Checks the chains of a page, of one database or of all in turn; null for an unknown database. What was chosen while
 * the pages are read is in or out as its id falls, and never a fault. Throws `Unavailable`.
 */
export async function verifyLedgers(env: Bindings, from: LedgerCursor, oneDatabase: boolean, limit: number): Promise<VerifiedPage | null> {
  const databases = allDatabases(env);
  const index = databases.findIndex(({ name }) => name === from.database);
  const database = databases[index];
  if (!database) return null;
  const chains = await listChains(database.db, from.chain, limit, PAGE_WAIT_MS);
  const { entries, registers } = await readChains(database.db, chains, PAGE_WAIT_MS);
  const faults: (LedgerFault & { readonly chain: string })[] = [];
  for (const chain of chains) {
    const found = await faultsOf(chain, entries.get(chain) ?? [], registers.get(chain) ?? null);
    faults.push(...found.map((fault) => ({ chain, ...fault })));
  }
  const last = chains.length === limit ? chains.at(-1) : undefined;
  const following = oneDatabase ? undefined : databases[index + 1]?.name;
  const onward = following === undefined ? null : { database: following, chain: "" };
  return {
    chains: chains.length,
    entries: [...entries.values()].reduce((sum, own) => sum + own.length, 0),
    faults,
    next: last === undefined ? onward : { database: from.database, chain: last },
  };
}

/** A subject of whom anything is still written must have a register: a lost row is a fault as much as a changed one. */
async function faultsOf(chain: string, entries: readonly LedgerEntry[], register: Registered | null): Promise<readonly LedgerFault[]> {
  const faults = await verifyChain(entries, register);
  const lost = register === null && asSubjectId(chain) !== null && entries.some((entry) => entry.payload !== null);
  return lost ? [...faults, { entry: entries.at(-1)?.id ?? "", fault: "register-differs" }] : faults;
}
