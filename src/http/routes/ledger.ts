import type { Context } from "hono";
import { verifyLedger, verifyLedgers, type LedgerCursor } from "../../actions/consent/verify-ledger.ts";
import { asSubjectId, type SubjectId } from "../../core/kernel/ids.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openKey } from "../open-call.ts";
import { invalid } from "../problem.ts";
import { objectAt, optionalTextAt, readJson } from "../validate.ts";

const MOST_CHAINS = 500;
const USUAL_CHAINS = 200;
const CURSOR = /^(DB(?:_\d\d)?):((?:sub|rcp)_[0-9a-f]{32})?$/;

/**
 * POST /v1/ledger/verify: checks the chain of one subject, or page by page those of one database or of all: the answer's
 * `next` is the following question's `after`. Needs the scope `ledger`.
 */
export async function verifyLedgerRoute(c: Context<App>): Promise<Response> {
  const { platform } = await openKey(c, "ledger");
  const fields = objectAt(await readJson(c.req.raw), "", ["subject", "database", "after", "limit"]);
  const subject = optionalTextAt(fields["subject"], "subject", 200);
  if (subject !== undefined) return answer(c, await ofSubject(c, asSubjectId(subject)));
  const database = optionalTextAt(fields["database"], "database", 40);
  const after = optionalTextAt(fields["after"], "after", 60);
  const page = await verifyLedgers(platform.env, cursorOf(after, database), database !== undefined, limitOf(fields["limit"]));
  if (!page) throw invalid(after === undefined ? "database" : "after", "known-database", "must name a database of this Worker");
  const { chains, entries, faults, next } = page;
  return answer(c, { checked: chains, entries, faults, next: next && `${next.database}:${next.chain}` });
}

async function ofSubject(c: Context<App>, subject: SubjectId | null): Promise<unknown> {
  if (!subject) throw invalid("subject", "subject-id", "must be sub_ and 32 hex digits");
  const { entries, faults } = await verifyLedger(c.env, subject);
  const named = faults.map((fault) => ({ chain: subject, ...fault }));
  return { checked: entries === 0 ? 0 : 1, entries, faults: named, next: null };
}

function cursorOf(after: string | undefined, database: string | undefined): LedgerCursor {
  if (after === undefined) return { database: database ?? "DB", chain: "" };
  const [, name, chain = ""] = CURSOR.exec(after) ?? [];
  if (name === undefined || (database !== undefined && database !== name))
    throw invalid("after", "cursor", "must be the next of an earlier answer to the same question");
  return { database: name, chain };
}

function limitOf(value: unknown): number {
  if (value === undefined || value === null) return USUAL_CHAINS;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > MOST_CHAINS)
    throw invalid("limit", "range", `must be a whole number from 1 to ${MOST_CHAINS}`);
  return value;
}
