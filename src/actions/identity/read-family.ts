import type { SubjectId } from "../../core/kernel/ids.ts";
import type { IdentifierKind } from "../../core/profile/identifier.ts";
import type { Bindings } from "../../storage/bindings.ts";
import { listLinks } from "../../storage/identifier.ts";
import { listMerged } from "../../storage/merge.ts";
import { shardOf } from "../../storage/shards.ts";

/** A subject with all that were merged to it, and the kinds of identifier that point to any of them. */
export interface Family {
  readonly subjects: readonly SubjectId[];
  readonly kinds: ReadonlySet<IdentifierKind>;
}

const MOST_STEPS = 8;

/** Reads a root's family, generation by generation. Throws `Unavailable`. */
export async function readFamily(env: Bindings, root: SubjectId): Promise<Family> {
  const subjects: SubjectId[] = [];
  const kinds = new Set<IdentifierKind>();
  let generation: readonly SubjectId[] = [root];
  for (let step = 0; generation.length > 0 && step < MOST_STEPS; step++) {
    subjects.push(...generation);
    const parts = await Promise.all([...(await byDatabase(env, generation))].map(([db, ids]) => readGeneration(db, ids)));
    for (const { kinds: found } of parts) for (const kind of found) kinds.add(kind);
    generation = parts.flatMap(({ children }) => children);
  }
  return { subjects, kinds };
}

async function readGeneration(db: D1Database, ids: readonly SubjectId[]) {
  const [children, links] = await Promise.all([listMerged(db, ids), listLinks(db, ids)]);
  return { children, kinds: links.map(({ kind }) => kind) };
}

async function byDatabase(env: Bindings, subjects: readonly SubjectId[]): Promise<ReadonlyMap<D1Database, SubjectId[]>> {
  const found = new Map<D1Database, SubjectId[]>();
  for (const subject of subjects) {
    const { db } = await shardOf(env, subject);
    found.set(db, [...(found.get(db) ?? []), subject]);
  }
  return found;
}
