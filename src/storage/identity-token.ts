import type { Bindings } from "./bindings.ts";
import { within } from "./within.ts";

const WAIT_MS = 2_000;

/** Uses an identity token up; false when it was used before. `expiresAt` in milliseconds. Throws `Unavailable`. */
export async function useTokenOnce(env: Bindings, id: string, expiresAt: number): Promise<boolean> {
  const sql = "INSERT INTO identity_token (id, expires_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
  const { meta } = await within(WAIT_MS, env.DB.prepare(sql).bind(id, expiresAt).run());
  return meta.changes > 0;
}

/** Forgets tokens that expired before this instant: they are refused for that. */
export async function forgetTokens(env: Bindings, before: number): Promise<void> {
  await env.DB.prepare("DELETE FROM identity_token WHERE expires_at < ?1").bind(before).run();
}
