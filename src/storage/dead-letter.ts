import type { ReceiptId, SubjectId } from "../core/kernel/ids.ts";
import type { Bindings } from "./bindings.ts";
import type { ToldMessage } from "./webhook.ts";
import { within } from "./within.ts";

/** A message that was given up: the place of its audit row, its id, and the ledger entry it told of; or what it said, where that is of nobody. */
export type DeadLetter = { readonly place: number; readonly id: string } & (
  | { readonly subject: SubjectId; readonly entry: ReceiptId; readonly body: null }
  | { readonly subject: null; readonly body: string }
);

const WAIT_MS = 5_000;
/** The condition of the index on the audit; a query that repeats it may use it. */
const INDEXED = "action IN ('webhook.dead', 'webhook.resent')";

/** Writes down that a message was given up, and whose change it told of; of nobody's, what it said. Throws `Unavailable`. */
export async function recordDeadLetter(env: Bindings, program: string, { webhook, id, body }: ToldMessage, at: number): Promise<void> {
  const { data } = JSON.parse(body) as { readonly data: { readonly subject?: string } };
  const sql = "INSERT INTO audit (at, actor, action, target, detail) VALUES (?1, 'system:queue', 'webhook.dead', ?2, ?3)";
  const detail = JSON.stringify({ program, webhook, ...(data.subject === undefined ? { body } : { subject: data.subject }) });
  await within(WAIT_MS, env.DB.prepare(sql).bind(at, id, detail).run());
}

/** Writes down that something else was never received. Throws `Unavailable`. */
export async function recordUnsent(
  env: Bindings,
  unsent: { readonly at: number; readonly action: string; readonly target: string; readonly program: string },
): Promise<void> {
  const { at, action, target, program } = unsent;
  const sql = "INSERT INTO audit (at, actor, action, target, detail) VALUES (?1, 'system:queue', ?2, ?3, ?4)";
  await within(WAIT_MS, env.DB.prepare(sql).bind(at, action, target, JSON.stringify({ program })).run());
}

/** A webhook's dead letters that were not sent again yet, oldest first. Throws `Unavailable`. */
export async function readDeadLetters(env: Bindings, program: string, webhook: string, most: number): Promise<readonly DeadLetter[]> {
  const sql = `SELECT id AS place, target AS id, detail ->> 'subject' AS subject, 'rcp_' || substr(target, 5) AS entry,
      detail ->> 'body' AS body FROM audit
    WHERE ${INDEXED} AND action = 'webhook.dead' AND detail ->> 'program' = ?1 AND detail ->> 'webhook' = ?2
      AND coalesce(detail ->> 'subject', detail ->> 'body') IS NOT NULL AND audit.id > (
        SELECT coalesce(max(detail ->> 'last'), 0) FROM audit
        WHERE ${INDEXED} AND action = 'webhook.resent' AND target = ?2 AND detail ->> 'program' = ?1)
    ORDER BY audit.id LIMIT ?3`;
  const session = env.DB.withSession("first-primary");
  return (await within(WAIT_MS, session.prepare(sql).bind(program, webhook, most).all<DeadLetter>())).results;
}

/** Writes down up to which dead letter a webhook's were sent again, and by whom. Throws `Unavailable`. */
export async function recordResent(
  env: Bindings,
  resent: { readonly program: string; readonly webhook: string; readonly last: number; readonly at: number; readonly actor: string },
): Promise<void> {
  const { program, webhook, last, at, actor } = resent;
  const sql = "INSERT INTO audit (at, actor, action, target, detail) VALUES (?1, ?2, 'webhook.resent', ?3, ?4)";
  await within(WAIT_MS, env.DB.prepare(sql).bind(at, actor, webhook, JSON.stringify({ program, last })).run());
}
