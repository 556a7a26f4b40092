import { HOUR, MINUTE } from "../core/kernel/instant.ts";
import type { Bindings } from "./bindings.ts";
import { within } from "./within.ts";

/** How long a code is good. */
export const CODE_LIVES = 10 * MINUTE;
const MOST_TRIES = 5;
/** Codes an hour for one address, and for one client. */
const MOST_PER_ADDRESS = 5;
const MOST_PER_CLIENT = 20;
const WAIT_MS = 2_000;

/** A code as it is kept: hashes only. */
export interface KeptCode {
  readonly id: string;
  readonly address: string;
  /** Null where the client has no address. */
  readonly client: string | null;
  readonly code: string;
  readonly at: number;
}

const KEEP = `INSERT INTO sign_in_code (id, address, client, code, tries, at) SELECT ?1, ?2, ?3, ?4, 0, ?5
  WHERE (SELECT count(*) FROM sign_in_code WHERE address = ?2 AND at > ?6) < ${MOST_PER_ADDRESS}
  AND (SELECT count(*) FROM sign_in_code WHERE client = ?3 AND at > ?6) < ${MOST_PER_CLIENT}`;

/** Keeps a code; false where its address or client was given too many within the hour. Throws `Unavailable`. */
export async function keepCode(env: Bindings, { id, address, client, code, at }: KeptCode): Promise<boolean> {
  const statement = env.DB.prepare(KEEP).bind(id, address, client, code, at, at - HOUR);
  return (await within(WAIT_MS, statement.run())).meta.changes > 0;
}

const TRY = "UPDATE sign_in_code SET tries = tries + 1 WHERE id = ?1";
const USE = `UPDATE sign_in_code SET used_at = ?3
  WHERE id = ?1 AND code = ?2 AND tries <= ${MOST_TRIES} AND used_at IS NULL AND at > ?4`;

/** Uses a code up: true for the right one, in time, within five tries, and once. Each call is a try. Throws `Unavailable`. */
export async function useCode(env: Bindings, id: string, code: string, now: number): Promise<boolean> {
  const statements = [env.DB.prepare(TRY).bind(id), env.DB.prepare(USE).bind(id, code, now, now - CODE_LIVES)];
  const [, used] = await within(WAIT_MS, env.DB.batch(statements));
  return (used?.meta.changes ?? 0) > 0;
}

/** Forgets codes that count no more. */
export async function forgetCodes(env: Bindings, now: number): Promise<void> {
  await env.DB.prepare("DELETE FROM sign_in_code WHERE at <= ?1")
    .bind(now - HOUR)
    .run();
}
