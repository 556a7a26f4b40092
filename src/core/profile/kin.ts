import type { SubjectId } from "../kernel/ids.ts";

/** A record as it stands among others: where it points, and what was merged to it. */
export interface Standing {
  /** Null for one that stands by itself. */
  readonly root: SubjectId | null;
  readonly children: readonly SubjectId[];
}

/** Somebody's records, as far as they were read. */
export interface Kin {
  /** Null where the way to it leads over a record that was not read. */
  readonly root: SubjectId | null;
  /** The root's first. */
  readonly records: readonly SubjectId[];
  /** What must be read to say more; nothing is left where this is empty. */
  readonly missing: readonly SubjectId[];
}

/**
 * Who belongs to the person of a record: up to its root, and down to all that were merged to that. It says no more than what was
 * read, whatever was guessed to be read. Records that point in a circle have no root, and nothing missing.
 */
export function kinOf(read: ReadonlyMap<SubjectId, Standing>, start: SubjectId): Kin {
  const passed = new Set<SubjectId>();
  let at = start;
  for (let standing = read.get(at); standing?.root; standing = read.get(at)) {
    if (passed.has(at)) return { root: null, records: [], missing: [] };
    passed.add(at);
    at = standing.root;
  }
  return read.has(at) ? below(read, at) : { root: null, records: [], missing: [at] };
}

function below(read: ReadonlyMap<SubjectId, Standing>, root: SubjectId): Kin {
  const records = new Set([root]);
  // What is added on the way is come to as well.
  for (const record of records) for (const child of read.get(record)?.children ?? []) records.add(child);
  const all = [...records];
  return { root, records: all, missing: all.filter((record) => !read.has(record)) };
}
