import type { Brought, ValueRecords } from "../core/exchange/value.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { Benefit } from "../core/program/compiled-offer.ts";
import type { Bindings } from "./bindings.ts";
import { checkHere, hereStatement, shardOf, whereItIs, type Shard } from "./shards.ts";
import { within } from "./within.ts";

type OfferRow = Omit<ValueRecords["offers"][number], "benefit"> & { readonly benefit: string };
type Kept = Pick<ValueRecords, "exchanges" | "offers" | "accounts" | "brought">;

const WAIT_MS = 2_000;
const AMONG = "subject IN (SELECT value FROM json_each(?1))";
const QUERIES = [
  `SELECT ask, gave, what, benefit, variant, at, how, ref, due, ended_at AS endedAt, outcome FROM exchange WHERE ${AMONG}`,
  `SELECT offer, wanted -> '$.redemption.benefit' AS benefit, at FROM benefit WHERE ${AMONG} AND stage = 'redeemed'`,
  `SELECT a.scheme, sum(a.balance - max(0, coalesce((SELECT sum(e.points) FROM points_entry AS e WHERE e.subject = a.subject
     AND e.scheme = a.scheme AND e.kind IN ('earn', 'refund') AND e.expires_at <= ?2), 0) - a.gone)) AS balance,
   sum(a.earned - coalesce((SELECT sum(j.earned) FROM points_joined AS j WHERE j.root = a.subject AND j.scheme = a.scheme AND j.parted IS NULL), 0)) AS earned
   FROM points_account AS a WHERE a.${AMONG} GROUP BY a.scheme`,
  `SELECT kind, what, purpose, count(*) AS times, max(at) AS last FROM brought WHERE ${AMONG} AND expires > ?2 GROUP BY kind, what, purpose
   UNION ALL SELECT 'report', report, purpose, count(*), max(told_at) FROM report
   WHERE ${AMONG} AND expires > ?2 AND told_at IS NOT NULL GROUP BY report, purpose`,
] as const;

/** What was given and got by a person's records, in one round trip to each of their databases. Throws `Unavailable`. */
export async function readValueRows(env: Bindings, subjects: readonly SubjectId[], now: number): Promise<Kept> {
  return whereItIs(async () => {
    const shards = await Promise.all(subjects.map(async (subject) => ({ subject, shard: await shardOf(env, subject) })));
    const byDatabase = Map.groupBy(shards, ({ shard }) => shard.db);
    const parts = await Promise.all([...byDatabase].map(([db, own]) => readPart(db, own, now)));
    const [exchanges, offers, accounts, brought] = QUERIES.map((_, query) => parts.flatMap((results) => results[query]?.results ?? []));
    return {
      exchanges: (exchanges as unknown as Kept["exchanges"]).toSorted((a, b) => a.at - b.at),
      offers: (offers as unknown as readonly OfferRow[])
        .map((row) => ({ ...row, benefit: JSON.parse(row.benefit) as Benefit }))
        .toSorted((a, b) => a.at - b.at),
      accounts: summed(accounts as unknown as Kept["accounts"]),
      brought: joined(brought as unknown as readonly Brought[]),
    };
  });
}

async function readPart(db: D1Database, own: readonly { readonly subject: SubjectId; readonly shard: Shard }[], now: number) {
  const [session, shards] = [db.withSession("first-primary"), own.map(({ shard }) => shard)];
  const subjects = JSON.stringify(own.map(({ subject }) => subject));
  const queries = QUERIES.map((sql) => session.prepare(sql).bind(...(sql.includes("?2") ? [subjects, now] : [subjects])));
  const [here, ...results] = await within(WAIT_MS, session.batch<Record<string, unknown>>([hereStatement(session, shards), ...queries]));
  checkHere(here, shards);
  return results;
}

function summed(accounts: Kept["accounts"]): Kept["accounts"] {
  return [...Map.groupBy(accounts, ({ scheme }) => scheme)].map(([scheme, own]) => ({
    scheme,
    balance: own.reduce((sum, { balance }) => sum + balance, 0),
    earned: own.reduce((sum, { earned }) => sum + earned, 0),
  }));
}

function joined(brought: readonly Brought[]): readonly Brought[] {
  return [...Map.groupBy(brought, ({ kind, what, purpose }) => `${kind}|${what}|${purpose}`).values()].flatMap((own) => {
    const [first] = own;
    return first
      ? [{ ...first, times: own.reduce((sum, { times }) => sum + times, 0), last: Math.max(...own.map(({ last }) => last)) }]
      : [];
  });
}
