import { compileProgram } from "../../core/program/compile.ts";
import type { CompiledProgram } from "../../core/program/compiled.ts";
import { diffPrograms, type ProgramDiff } from "../../core/program/diff.ts";
import type { Finding } from "../../core/program/findings.ts";
import { lintProgram } from "../../core/program/lint.ts";
import { readDocument, type Fault } from "../../core/program/read-document.ts";
import type { Program } from "../../core/program/schema.ts";
import { canonical } from "../../core/kernel/canonical.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { forgetPrograms, mendPointer, readSnapshot, writeSnapshot } from "../../storage/cache/program.ts";
import type { Platform } from "../../storage/platform.ts";
import { listSites, listVersions, readProgram, writeProgram } from "../../storage/program.ts";
import { actorName, type Actor } from "../call.ts";
import { keepAllTexts } from "../consent/shown-text.ts";

export type PublishRefused =
  | { readonly kind: "malformed"; readonly faults: readonly Fault[] }
  | { readonly kind: "refused"; readonly findings: readonly Finding[] }
  | { readonly kind: "site-taken" }
  | { readonly kind: "unknown-version" };

function readOne(document: unknown): Result<Program, PublishRefused> {
  const found = readDocument(document);
  return found.ok ? found : refuse({ kind: "malformed", faults: found.error });
}

/** What the linter says of a document; nothing is stored. */
export function lintDocument(document: unknown): Result<readonly Finding[], PublishRefused> {
  const read = readOne(document);
  return read.ok ? ok(lintProgram(read.value)) : read;
}

/** What publishing a document would change. */
export async function diffDocument(platform: Platform, document: unknown): Promise<Result<readonly ProgramDiff[], PublishRefused>> {
  const read = readOne(document);
  if (!read.ok) return read;
  const current = (await listSites(platform.env.DB)).find((site) => site.program === read.value.key);
  return ok(diffPrograms(current ? await readProgram(platform.env.DB, current.hash) : null, read.value));
}

export interface Published {
  readonly hash: string;
  readonly program: string;
  readonly sites: readonly string[];
  readonly warnings: readonly Finding[];
}

/** Publishes a document as an immutable version named by its hash and points its sites at it. A refused one changes nothing. */
export async function publishProgram(
  platform: Platform,
  actor: Actor,
  document: unknown,
  now: number,
): Promise<Result<Published, PublishRefused>> {
  const read = readOne(document);
  if (!read.ok) return read;
  const compiled = await compileProgram(read.value);
  if (!compiled.ok) return refuse({ kind: "refused", findings: compiled.error });
  return point(
    platform,
    compiled.value,
    canonical(read.value),
    { at: now, actor: actorName(actor), action: "program.publish" },
    lintProgram(read.value),
  );
}

/** Points a program's sites back at an older version. */
export async function rollBackProgram(
  platform: Platform,
  actor: Actor,
  hash: string,
  now: number,
): Promise<Result<Published, PublishRefused>> {
  const document = await readProgram(platform.env.DB, hash);
  const compiled = document ? await compileProgram(document) : null;
  if (!compiled?.ok) return refuse({ kind: "unknown-version" });
  return point(platform, compiled.value, null, { at: now, actor: actorName(actor), action: "program.roll-back" }, []);
}

async function point(
  platform: Platform,
  compiled: CompiledProgram,
  document: string | null,
  audit: { at: number; actor: string; action: string },
  warnings: readonly Finding[],
): Promise<Result<Published, PublishRefused>> {
  const sites = compiled.sites.map((site) => site.key);
  if (!(await writeProgram(platform.env.DB, { hash: compiled.hash, key: compiled.key, document, sites }, audit)))
    return refuse({ kind: "site-taken" });
  await keepAllTexts(platform.env, compiled, audit.at);
  await writeSnapshot(platform.env, compiled, sites);
  forgetPrograms();
  return ok({ hash: compiled.hash, program: compiled.key, sites, warnings });
}

/** Versions of a program, newest first. */
export async function listProgramVersions(
  platform: Platform,
  program: string,
): Promise<readonly { readonly hash: string; readonly publishedAt: string }[]> {
  return (await listVersions(platform.env.DB, program)).map(({ hash, publishedAt }) => ({
    hash,
    publishedAt: new Date(publishedAt).toISOString(),
  }));
}

/** Writes the snapshots and pointers that KV lost or never had again from the directory. */
export async function refreshSnapshots({ env }: Platform): Promise<void> {
  const sites = await listSites(env.DB);
  for (const hash of new Set(sites.map((site) => site.hash))) {
    if (await readSnapshot(env, hash)) continue;
    const document = await readProgram(env.DB, hash);
    const compiled = document ? await compileProgram(document) : null;
    if (compiled?.ok) await writeSnapshot(env, compiled.value, []);
  }
  for (const { key } of sites) await mendPointer(env, key);
}
