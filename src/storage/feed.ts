import type { LedgerEntry } from "../core/consent/ledger.ts";
import { within } from "./within.ts";

/** Ledger entries of a database in the order they were written, and where the next reading starts. */
export interface FeedPage {
  readonly entries: readonly LedgerEntry[];
  readonly last: number;
  /** True when nothing is known to follow. */
  readonly end: boolean;
}

type Row = { readonly seq: number } & { readonly [Column in keyof LedgerEntry]: LedgerEntry[Column] | null };

const WAIT_MS = 10_000;
/**
 * Every consent change writes its audit row in its own batch, and a database numbers them in the order it commits them:
 * what was read up to a number is complete.
 */
const PAGE = `SELECT a.id AS seq, l.chain, l.id, l.version, l.at, l.prev, l.payload_hash AS payloadHash, l.hash, l.payload
  FROM (SELECT id, action, target, detail FROM audit WHERE id > ?1 ORDER BY id LIMIT ?2) AS a
  LEFT JOIN ledger AS l ON l.chain = a.target AND a.action LIKE 'consent.%' AND l.version = a.detail ->> 'version'
  ORDER BY a.id`;

/** The changes of a database after a number, from its primary. Throws `Unavailable`. */
export async function readFeed(db: D1Database, after: number, limit: number): Promise<FeedPage> {
  const { results } = await within(WAIT_MS, db.withSession("first-primary").prepare(PAGE).bind(after, limit).all<Row>());
  return {
    entries: results.filter((row): row is Row & LedgerEntry => row.chain !== null),
    last: results.at(-1)?.seq ?? after,
    end: results.length < limit,
  };
}
