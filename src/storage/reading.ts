import { within } from "./within.ts";

const WAIT_MS = 2_000;

/** Writes down that somebody's data was read, and by whom. Throws `Unavailable`: what is not written down is not read. */
export async function writeRead(
  db: D1Database,
  { at, actor, action, target }: { readonly at: number; readonly actor: string; readonly action: string; readonly target: string },
): Promise<void> {
  const sql = "INSERT INTO audit (at, actor, action, target, detail) VALUES (?1, ?2, ?3, ?4, '{}')";
  await within(WAIT_MS, db.prepare(sql).bind(at, actor, action, target).run());
}
