import type { SubjectId } from "../core/kernel/ids.ts";
import type { AttributeValues } from "../core/profile/values.ts";
import { checkHere, hereStatement } from "./shards.ts";
import type { Together } from "./subjects.ts";
import { within } from "./within.ts";

const SQL = "SELECT m.root, m.attributes FROM json_each(?1) AS w CROSS JOIN merge AS m ON m.root = w.value WHERE m.stage = 'merged'";
type Row = { readonly root: SubjectId; readonly attributes: string };

/** The attributes of records that were merged to any of these roots, in one round trip to each database. Throws `Unavailable`. */
export async function readCopies(roots: readonly Together[], ms: number): Promise<ReadonlyMap<SubjectId, readonly AttributeValues[]>> {
  const byDatabase = Map.groupBy(roots, ({ shard }) => shard.db);
  const parts = await Promise.all(
    [...byDatabase].map(async ([db, own]) => {
      const session = db.withSession("first-primary");
      const placed = own.map(({ shard }) => shard);
      const copies = session.prepare(SQL).bind(JSON.stringify(own.map(({ root }) => root)));
      const [here, found] = await within(ms, session.batch<Row>([hereStatement(session, placed), copies]));
      checkHere(here, placed);
      return found?.results ?? [];
    }),
  );
  const grouped = Map.groupBy(parts.flat(), ({ root }) => root);
  return new Map([...grouped].map(([root, rows]) => [root, rows.map(({ attributes }) => JSON.parse(attributes) as AttributeValues)]));
}
