import { commitAll, type Item } from "../../storage/commit.ts";
import { forgetShards } from "../../storage/shards.ts";

/** A change, and what it was made from. */
export interface Plan<From> {
  readonly item: Item;
  readonly from: readonly From[];
}

/** Writes each plan by itself; answers what those were made from that somebody else overtook. */
export async function writePlans<From>(db: D1Database, plans: readonly Plan<From>[]): Promise<readonly From[]> {
  if (plans.length === 0) return [];
  const outcomes = await commitAll(
    db,
    plans.map(({ item }) => item),
  );
  return outcomes.flatMap((outcome, index) => {
    if (outcome.ok) return [];
    if (outcome.error === "moved") forgetShards();
    return plans[index]?.from ?? [];
  });
}
