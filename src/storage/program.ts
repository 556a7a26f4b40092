import type { Program } from "../core/program/schema.ts";
import type { programVersion, site } from "./schema/directory.ts";

type VersionRow = typeof programVersion.$inferSelect;
type SiteRow = typeof site.$inferSelect;

/** One published version. */
export type PublishedVersion = Pick<VersionRow, "hash" | "program" | "publishedAt">;

/** The document of a version; null when there is none of that hash. */
export async function readProgram(db: D1Database, hash: string): Promise<Program | null> {
  const document = await db.prepare("SELECT document FROM program_version WHERE hash = ?1").bind(hash).first<string>("document");
  return document === null ? null : (JSON.parse(document) as Program);
}

/** Versions of a program, newest first. */
export async function listVersions(db: D1Database, program: string): Promise<readonly PublishedVersion[]> {
  const newest = `SELECT hash, program, published_at AS "publishedAt" FROM program_version WHERE program = ?1 ORDER BY published_at DESC LIMIT 100`;
  return (await db.prepare(newest).bind(program).all<PublishedVersion>()).results;
}

/** Which program and version a site runs; null for an unknown site. */
export async function readSite(db: D1Database, key: string): Promise<Pick<SiteRow, "program" | "hash"> | null> {
  return db.prepare("SELECT program, hash FROM site WHERE key = ?1").bind(key).first();
}

/** Every site with the version it runs. */
export async function listSites(db: D1Database): Promise<readonly Pick<SiteRow, "key" | "program" | "hash">[]> {
  return (await db.prepare("SELECT key, program, hash FROM site").all<Pick<SiteRow, "key" | "program" | "hash">>()).results;
}

/**
 * Stores a version (once) and points its sites at it, with the audit row, in one batch. False when a site belongs to
 * another program: then nothing changed.
 */
export async function writeProgram(
  db: D1Database,
  version: { readonly hash: string; readonly key: string; readonly document: string | null; readonly sites: readonly string[] },
  audit: { readonly at: number; readonly actor: string; readonly action: string },
): Promise<boolean> {
  const sites = JSON.stringify(version.sites);
  const free = "NOT EXISTS (SELECT 1 FROM site WHERE program <> ?2 AND key IN (SELECT value FROM json_each(?1)))";
  const stored = db
    .prepare(
      `INSERT INTO program_version (hash, program, document, published_at) SELECT ?3, ?2, ?4, ?5 WHERE ${free} ON CONFLICT DO NOTHING`,
    )
    .bind(sites, version.key, version.hash, version.document, audit.at);
  const pointed = db
    .prepare(
      `INSERT INTO site (key, program, hash, updated_at) SELECT value, ?2, ?3, ?4 FROM json_each(?1) WHERE ${free}
       ON CONFLICT (key) DO UPDATE SET hash = excluded.hash, updated_at = excluded.updated_at`,
    )
    .bind(sites, version.key, version.hash, audit.at);
  const audited = db
    .prepare("INSERT INTO audit (at, actor, action, target, detail) SELECT ?1, ?2, ?3, ?4, ?5 WHERE changes() > 0")
    .bind(audit.at, audit.actor, audit.action, version.hash, JSON.stringify({ program: version.key }));
  const results = await db.batch(version.document === null ? [pointed, audited] : [stored, pointed, audited]);
  return (results.at(-1)?.meta.changes ?? 0) > 0;
}
