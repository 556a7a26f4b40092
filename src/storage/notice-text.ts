import { within } from "./within.ts";

/** A text that is shown, ready to be kept: `body` is canonical JSON, `hash` its SHA-256 in hex. */
export interface KeptText {
  readonly hash: string;
  readonly program: string;
  readonly version: string;
  readonly locale: string;
  readonly body: string;
}

const WAIT_MS = 2_000;

/** Keeps texts once each, in one statement. Throws `Unavailable`. */
export async function keepTexts(db: D1Database, texts: readonly KeptText[], at: number): Promise<void> {
  const sql = `INSERT INTO notice_text (hash, program, version, locale, body, at)
    SELECT value ->> 'hash', value ->> 'program', value ->> 'version', value ->> 'locale', value ->> 'body', ?2 FROM json_each(?1)
    WHERE true ON CONFLICT DO NOTHING`;
  await within(WAIT_MS, db.prepare(sql).bind(JSON.stringify(texts), at).run());
}

/** The body of a text; null for a hash nobody kept. Throws `Unavailable`. */
export async function readText(db: D1Database, hash: string): Promise<string | null> {
  const row = await within(WAIT_MS, db.prepare("SELECT body FROM notice_text WHERE hash = ?1").bind(hash).first<{ body: string }>());
  return row?.body ?? null;
}

/** The text that a version of a program's notice last had in a language; null for one that was never published. Throws `Unavailable`. */
export async function findText(
  db: D1Database,
  program: string,
  version: string,
  locale: string,
): Promise<{ readonly hash: string; readonly body: string } | null> {
  const sql = "SELECT hash, body FROM notice_text WHERE program = ?1 AND version = ?2 AND locale = ?3 ORDER BY at DESC LIMIT 1";
  return within(WAIT_MS, db.prepare(sql).bind(program, version, locale).first<{ hash: string; body: string }>());
}
