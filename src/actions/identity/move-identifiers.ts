import type { Peppers } from "../../core/profile/peppers.ts";
import { listOlder, moveListed, type Listed } from "../../storage/identifier.ts";
import { readJob, writeJob } from "../../storage/job.ts";
import { hasPeppers, peppersOf } from "../../storage/peppers.ts";
import type { Platform } from "../../storage/platform.ts";
import { allDatabases } from "../../storage/shards.ts";

const CHUNK = 100;
const MOST_CHUNKS = 50;

/**
 * Moves stored hashes on to the newest pepper, in chunks that remember how far they came. Meanwhile both generations are
 * found, so nobody is signed out; the identifiers themselves are not needed. Answers how many moved.
 */
export async function moveIdentifiers(platform: Platform, now: number): Promise<number> {
  if (!hasPeppers(platform.env)) return 0;
  const peppers = await peppersOf(platform.env);
  let moved = 0;
  for (const { name, db } of allDatabases(platform.env)) {
    const job = `move-identifiers:${name}:${peppers.generation}`;
    let after = (await readJob(platform.env.DB, job))?.cursor ?? "";
    for (let chunk = 0; chunk < MOST_CHUNKS && after !== DONE; chunk++) {
      const older = await listOlder(db, peppers.generation, after, CHUNK);
      await moveChunk(db, peppers, older);
      moved += older.length;
      after = older.length < CHUNK ? DONE : (older.at(-1)?.hash ?? DONE);
      await writeJob(platform.env.DB, job, after, moved, now);
    }
  }
  return moved;
}

async function moveChunk(db: D1Database, peppers: Peppers, older: readonly Listed[]): Promise<void> {
  if (older.length === 0) return;
  const pairs = older.map(async ({ hash, generation }) => ({ from: hash, to: await peppers.moveOn(hash, generation) }));
  await moveListed(db, await Promise.all(pairs), peppers.generation);
}

/** Sorts after every hash: this generation is through. */
const DONE = "~";
