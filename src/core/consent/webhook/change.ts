import { asSubjectId, type SubjectId } from "../../kernel/ids.ts";
import type { ConsentRecord } from "../choose.ts";
import type { LedgerEntry } from "../ledger.ts";

/** What a webhook tells of one ledger entry. The id is made of the entry's own: however often it is told, it is the same. */
export interface ToldChange {
  readonly id: string;
  readonly site: string;
  readonly controller: string;
  /** Whose change it is. */
  readonly subject: SubjectId;
  /** JSON, the same bytes at every attempt. */
  readonly body: string;
}

/**
 * A ledger entry as brands are told of it: whose (by pseudonym), what changed and to what, under which version; no text,
 * no identifier, no circumstance. Null where nobody stands behind a refusal, or the entry was erased. Messages may
 * overtake one another: the higher version is the newer one.
 */
export function changeOf(entry: LedgerEntry): ToldChange | null {
  const subject = asSubjectId(entry.chain);
  if (!subject || entry.payload === null) return null;
  const { site, controller, method, decisions, none } = JSON.parse(entry.payload) as ConsentRecord;
  const changes = Object.fromEntries(Object.entries(decisions).map(([purpose, { state }]) => [purpose, state]));
  const data = { subject, version: entry.version, controller, site, method, receipt: entry.id, changes, all: none !== null };
  return {
    id: `msg_${entry.id.slice(4)}`,
    site,
    controller,
    subject,
    body: JSON.stringify({ type: "consent.changed", timestamp: new Date(entry.at).toISOString(), data }),
  };
}

/** The news that somebody was erased, so that whoever holds data under these pseudonyms erases it too (GDPR art 19). */
export function erasedOf(erased: {
  readonly name: string;
  readonly site: string;
  readonly controller: string;
  readonly subjects: readonly string[];
  readonly at: number;
}): Pick<ToldChange, "id" | "body"> {
  const { name, site, controller, subjects, at } = erased;
  const data = { subject: subjects[0], merged: subjects.slice(1), controller, site };
  return { id: `msg_${name.slice(0, 32)}`, body: JSON.stringify({ type: "subject.erased", timestamp: new Date(at).toISOString(), data }) };
}

/** The body of a change without its grants, which take nothing from anybody; null where nothing is left. */
export function withoutYes(body: string): string | null {
  const { data, ...rest } = JSON.parse(body) as {
    readonly data: { readonly changes: Readonly<Record<string, string>>; readonly all: boolean };
  };
  const noes = Object.entries(data.changes).filter(([, state]) => state !== "granted");
  return noes.length > 0 || data.all ? JSON.stringify({ ...rest, data: { ...data, changes: Object.fromEntries(noes) } }) : null;
}
