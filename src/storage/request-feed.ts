import type { RequestHappening } from "../core/rights/request-news.ts";
import { within } from "./within.ts";

const WAIT_MS = 10_000;
/** The condition of the index on the audit, word for word. */
const INDEXED =
  "('request.filed', 'request.due-soon', 'request.late', 'request.acknowledge', 'request.verify', 'request.extend', 'request.answer', 'request.refuse', 'request.cancel')";
const PAGE = `SELECT id, at, action, target, detail FROM audit INDEXED BY audit_request
  WHERE action IN ${INDEXED} AND id > ?1 ORDER BY id LIMIT ?2`;

interface Row {
  readonly id: number;
  readonly at: number;
  readonly action: string;
  readonly target: string;
  readonly detail: string;
}

/** What happened to requests in a database after a number, in the order it was written, and the number to go on from. Throws `Unavailable`. */
export async function readRequestFeed(
  db: D1Database,
  after: number,
  limit: number,
): Promise<{ readonly happenings: readonly RequestHappening[]; readonly last: number; readonly end: boolean }> {
  const { results } = await within(WAIT_MS, db.withSession("first-primary").prepare(PAGE).bind(after, limit).all<Row>());
  return {
    happenings: results.map(({ detail, ...row }) => ({ ...row, detail: JSON.parse(detail) as RequestHappening["detail"] })),
    last: results.at(-1)?.id ?? after,
    end: results.length < limit,
  };
}
