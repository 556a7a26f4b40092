import type { RecordFault } from "../core/profile/record-fields.ts";
import { within } from "./within.ts";

/** What came of a part. */
export interface PartResult {
  readonly part: number;
  readonly records: number;
  readonly written: number;
  readonly unchanged: number;
  readonly refused: number;
  /** The first of them, by the number of their record in the file, from 1. */
  readonly faults: readonly (RecordFault & { readonly record: number })[];
}

type Row = Omit<PartResult, "faults"> & { readonly hash: string; readonly faults: string };

const WAIT_MS = 5_000;
const COLUMNS = "part, hash, records, written, unchanged, refused, faults";

/** A part that is in, with the hash of what it held; null for one that is not. Throws `Unavailable`. */
export async function readPart(db: D1Database, id: string, part: number): Promise<(PartResult & { readonly hash: string }) | null> {
  const statement = db.withSession("first-primary").prepare(`SELECT ${COLUMNS} FROM import_part WHERE import = ?1 AND part = ?2`);
  const row = await within(WAIT_MS, statement.bind(id, part).first<Row>());
  return row && { ...row, faults: JSON.parse(row.faults) as PartResult["faults"] };
}

/** The parts of an import that are in. Throws `Unavailable`. */
export async function listParts(db: D1Database, id: string): Promise<readonly PartResult[]> {
  const statement = db
    .withSession("first-primary")
    .prepare(`SELECT ${COLUMNS.replace("hash, ", "")} FROM import_part WHERE import = ?1 ORDER BY part`);
  const { results } = await within(WAIT_MS, statement.bind(id).all<Omit<Row, "hash">>());
  return results.map((row) => ({ ...row, faults: JSON.parse(row.faults) as PartResult["faults"] }));
}

/** Notes that a part is in, once, with its audit row. */
export async function writePart(
  db: D1Database,
  id: string,
  hash: string,
  result: PartResult,
  by: { readonly actor: string; readonly at: number; readonly from: string },
): Promise<void> {
  const { part, records, written, unchanged, refused, faults } = result;
  const noted = db
    .prepare(
      `INSERT INTO import_part (import, ${COLUMNS}, actor, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING`,
    )
    .bind(id, part, hash, records, written, unchanged, refused, JSON.stringify(faults), by.actor, by.at);
  const detail = JSON.stringify({ part, records, written, refused, from: by.from });
  const audited = db
    .prepare("INSERT INTO audit (at, actor, action, target, detail) SELECT ?1, ?2, 'import.part', ?3, ?4 WHERE changes() > 0")
    .bind(by.at, by.actor, id, detail);
  await within(WAIT_MS, db.batch([noted, audited]));
}
