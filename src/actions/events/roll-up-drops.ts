import { dayOf } from "../../core/kernel/instant.ts";
import type { DropMessage } from "../../storage/outbox.ts";
import { addCounts } from "../../storage/rollup.ts";

/** Adds what a site dropped in a minute to its rollups, once however often the queue brings it. */
export async function rollUpDrops(db: D1Database, { id, at, site, drops }: DropMessage): Promise<void> {
  const common = { at, day: dayOf(at), site, metric: "dropped" } as const;
  const counts = drops.map(({ event, reason, count }, index) => ({
    ...common,
    id: `${id}.${index}`,
    experience: event,
    variant: reason,
    count,
  }));
  await addCounts(db, counts);
}
