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
