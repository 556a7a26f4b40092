import type { SubjectId } from "../core/kernel/ids.ts";
import type { Bindings } from "./bindings.ts";
import type { Exchange } from "./exchange.ts";
import { checkHere, hereStatement, shardOf, whereItIs } from "./shards.ts";
import { within } from "./within.ts";

const WAIT_MS = 2_000;
const SQL = `SELECT x.ask, x.gave, x.what, x.benefit, x.at FROM exchange AS x WHERE x.subject = ?1 ORDER BY x.at DESC LIMIT 100`;

/** What a person, whose records may be several, gave in answer to questions, the newest first. Throws `Unavailable`. */
export async function readExchanges(
  env: Bindings,
  subjects: readonly SubjectId[],
): Promise<readonly Pick<Exchange, "ask" | "gave" | "what" | "benefit" | "at">[]> {
  type Row = Pick<Exchange, "ask" | "gave" | "what" | "benefit" | "at">;
  const parts = await Promise.all(
    subjects.map((subject) =>
      whereItIs(async () => {
        const shard = await shardOf(env, subject);
        const session = shard.db.withSession("first-primary");
        const statements = [hereStatement(session, [shard]), session.prepare(SQL).bind(subject)];
        const [here, rows] = await within(WAIT_MS, session.batch<Record<string, unknown>>(statements));
        checkHere(here, [shard]);
        return (rows?.results ?? []) as unknown as readonly Row[];
      }),
    ),
  );
  return parts.flat().toSorted((a, b) => b.at - a.at);
}
