import { verifyChain } from "../../core/consent/ledger.ts";
import { readOwners } from "../../storage/bucket-copy.ts";
import { readChanges } from "../../storage/bucket-watch.ts";
import { BESIDE, MOVING } from "../../storage/placed.ts";
import { readChains } from "../../storage/register.ts";
import type { Under } from "./under.ts";

const WAIT_MS = 20_000;
const MOST_CHANGES = 100_000;

/**
 * The first owner whose rows in the target are not those in the source, or whose chain of consent does not add up there;
 * null when all are. One who was written to since is no fault: they are copied again.
 */
export async function differing({ move, source, target }: Under, owners: readonly string[]): Promise<string | null> {
  if (owners.length === 0) return null;
  const [there, here] = [await readOwners(source, owners), await readOwners(target, owners)];
  const chains = owners.filter((owner) => !owner.startsWith(BESIDE));
  const { entries, registers } = await readChains(target, chains, WAIT_MS);
  const changed = new Set((await readChanges(source, move.bucket, MOST_CHANGES)).owners);
  for (const owner of owners) {
    if (changed.has(owner)) continue;
    const faults = await verifyChain(entries.get(owner) ?? [], registers.get(owner) ?? null);
    if (faults.length > 0 || rowsOf(there, owner) !== rowsOf(here, owner)) return owner;
  }
  return null;
}

function rowsOf(tables: Awaited<ReturnType<typeof readOwners>>, owner: string): string {
  return JSON.stringify(
    MOVING.map(({ owner: column, bucket }, at) =>
      tables[at]?.filter((row) => (bucket === null ? "" : BESIDE) + String(row[column]) === owner),
    ),
  );
}
