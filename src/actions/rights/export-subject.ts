import type { SubjectId } from "../../core/kernel/ids.ts";
import { toldRow, type HeldRow } from "../../core/rights/export-row.ts";
import { heldTables, readHeld, type HeldTable } from "../../storage/held.ts";
import { listReads, writeRead } from "../../storage/reading.ts";
import { shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { readRoot } from "../consent/read-root.ts";
import { readFamily } from "../identity/read-family.ts";
import { readOwnRequests } from "./read-requests.ts";

/** Some rows of one section; the rest of it, if there is more, comes next. */
export interface ExportPart {
  readonly section: string;
  readonly rows: readonly HeldRow[];
}

const PAGE = 500;
const WAIT_MS = 2_000;

/** What tables are called to whom they are about. */
const SECTIONS: Readonly<Record<string, string>> = {
  register: "consent",
  ledger: "receipts",
  event: "events",
  exchange: "answers",
  benefit: "benefits",
  points_entry: "points",
  points_account: "accounts",
  viewed: "views",
  hint: "hints",
  link: "identifiers",
  merge: "merged",
  purge: "deletions",
};
/** An identifier is told by its kind: the id of a link is made of its hash. */
const HIDDEN: Readonly<Record<string, readonly string[]>> = { link: ["id"] };

/**
 * All that is held about a person, with every record that was merged to theirs, out of all databases (GDPR arts 15 and 20; Cal.
 * Civ. 1798.110). It passes no gate: what may not be used is told too. No more than a page is held, and the next one is
 * read when the one before was taken. That it was read is written down first. Throws `Unavailable`.
 */
export async function* exportSubject(call: Call, subject: SubjectId): AsyncGenerator<ExportPart> {
  const { env } = call.platform;
  const { root } = await readRoot(env, subject, [], WAIT_MS);
  const { db } = await shardOf(env, root);
  await writeRead(db, { at: call.now, actor: actorName(call.actor), action: "rights.export", target: root });
  const { subjects } = await readFamily(env, root);
  for (const table of await heldTables(env)) {
    const section = SECTIONS[table.table] ?? table.table;
    yield { section, rows: [] };
    for (const own of subjects) for await (const rows of pagesOf(call, own, table)) yield { section, rows };
  }
  const requests = await readOwnRequests(call, root);
  yield { section: "requests", rows: requests.map((row) => toldRow({ ...row }, ["subject", "controller", "claim", "contact"])) };
  yield { section: "reads", rows: (await listReads(env, subjects)).map((row) => toldRow({ ...row }, [])) };
}

async function* pagesOf(call: Call, subject: SubjectId, table: HeldTable): AsyncGenerator<readonly HeldRow[]> {
  const hidden = [table.owner, "controller", ...(HIDDEN[table.table] ?? [])];
  let after: HeldRow | null = null;
  do {
    const rows: readonly HeldRow[] = await readHeld(call.platform.env, subject, table, after, PAGE);
    if (rows.length > 0) yield rows.map((row) => toldRow(row, hidden));
    after = rows.length < PAGE || table.key.length === 0 ? null : (rows.at(-1) ?? null);
  } while (after !== null);
}
