import type { Bindings } from "./bindings.ts";
import { within } from "./within.ts";

/** A webhook that is to hear of an erasure. */
export interface Hearing {
  /** The name on the tombstone. */
  readonly name: string;
  readonly program: string;
  readonly webhook: string;
}

/** What became of telling it. */
export interface Told extends Hearing {
  readonly recipient: string | null;
  readonly queued: number;
  readonly told: number | null;
  readonly givenUp: number | null;
}

const WAIT_MS = 5_000;
const MOST = 100;
const COLUMNS = "name, program, webhook, recipient, queued_at AS queued, told_at AS told, given_up_at AS givenUp";

/** Writes down who is to be told, before anybody is; what is there already stays as it is. Throws `Unavailable`. */
export async function writeHearings(
  env: Bindings,
  controller: string,
  hearings: readonly (Hearing & { readonly recipient: string | null })[],
  at: number,
): Promise<void> {
  const insert = env.DB.prepare(
    `INSERT INTO erasure_told (name, program, webhook, controller, recipient, queued_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
     ON CONFLICT DO NOTHING`,
  );
  const rows = hearings.map(({ name, program, webhook, recipient }) => insert.bind(name, program, webhook, controller, recipient, at));
  if (rows.length > 0) await within(WAIT_MS, env.DB.batch(rows));
}

/** Notes that a webhook heard, or that it was given up. Whoever was given up may still hear. Throws `Unavailable`. */
export async function noteHeard(
  env: Bindings,
  { name, program, webhook }: Hearing,
  became: "told" | "given_up",
  at: number,
): Promise<void> {
  const sql = `UPDATE erasure_told SET ${became}_at = ?4 WHERE name = ?1 AND program = ?2 AND webhook = ?3 AND told_at IS NULL`;
  await within(WAIT_MS, env.DB.prepare(sql).bind(name, program, webhook, at).run());
}

/** Who has not heard yet of erasures of a controller's people, longest waiting first; of one erasure alone, everybody. Throws `Unavailable`. */
export async function listHearings(env: Bindings, controller: string, name: string | null): Promise<readonly Told[]> {
  const where = name === null ? "told_at IS NULL" : "name = ?2";
  const sql = `SELECT ${COLUMNS} FROM erasure_told WHERE controller = ?1 AND ${where} ORDER BY queued_at, name, webhook LIMIT ${MOST}`;
  const statement = env.DB.withSession("first-primary").prepare(sql);
  const bound = name === null ? statement.bind(controller) : statement.bind(controller, name);
  return (await within(WAIT_MS, bound.all<Told>())).results;
}
