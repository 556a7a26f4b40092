import { within } from "./within.ts";

/** That somebody of the staff looked at a room of the console. */
export interface ConsoleView {
  readonly at: number;
  readonly actor: string;
  readonly site: string;
  readonly room: string;
}

const WAIT_MS = 2_000;

/** Writes it down. Throws `Unavailable`. */
export async function writeConsoleView(db: D1Database, { at, actor, site, room }: ConsoleView): Promise<void> {
  const sql = "INSERT INTO audit (at, actor, action, target, detail) VALUES (?1, ?2, 'console.view', ?3, ?4)";
  await within(WAIT_MS, db.prepare(sql).bind(at, actor, site, JSON.stringify({ room })).run());
}
