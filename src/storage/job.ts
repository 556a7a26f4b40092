/** How far a resumable job has come; null before its first run. */
export async function readJob(db: D1Database, name: string): Promise<{ readonly cursor: string; readonly done: number } | null> {
  return db.prepare("SELECT cursor, done FROM job WHERE name = ?1").bind(name).first<{ cursor: string; done: number }>();
}

/** Remembers how far a job has come. */
export async function writeJob(db: D1Database, name: string, cursor: string, done: number, now: number): Promise<void> {
  await db
    .prepare(
      "INSERT INTO job (name, cursor, done, updated_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (name) DO UPDATE SET cursor = ?2, done = ?3, updated_at = ?4",
    )
    .bind(name, cursor, done, now)
    .run();
}

/** Moves a job on from where it was; false when somebody else moved it meanwhile. */
export async function moveJob(db: D1Database, name: string, from: string, to: string, now: number): Promise<boolean> {
  const sql = "UPDATE job SET cursor = ?3, updated_at = ?4 WHERE name = ?1 AND cursor = ?2";
  return (await db.prepare(sql).bind(name, from, to, now).run()).meta.changes > 0;
}

/** Forgets how far jobs of this beginning have come: they start over. */
export async function forgetJobs(db: D1Database, beginning: string): Promise<void> {
  await db.prepare("DELETE FROM job WHERE substr(name, 1, length(?1)) = ?1").bind(beginning).run();
}

/** A walk that moves on. */
export interface Moved {
  readonly job: string;
  readonly from: string;
  readonly to: string;
  readonly now: number;
}

/** Moves a walk on with what it found, in one batch: where another run has moved it in the meantime the cursor becomes NULL, which fails the batch as a whole. */
export function movedOn(db: D1Database, { job, from, to, now }: Moved): readonly D1PreparedStatement[] {
  return [
    db.prepare("INSERT INTO job (name, cursor, done, updated_at) VALUES (?1, '', 0, ?2) ON CONFLICT DO NOTHING").bind(job, now),
    db.prepare("UPDATE job SET cursor = CASE WHEN cursor = ?2 THEN ?3 END, updated_at = ?4 WHERE name = ?1").bind(job, from, to, now),
  ];
}
