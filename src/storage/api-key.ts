import { sha256Hex } from "../core/kernel/bytes.ts";
import type { Bindings } from "./bindings.ts";
import { within } from "./within.ts";

/** A secret key as the directory knows it. */
export interface ApiKey {
  readonly label: string;
  readonly scopes: readonly string[];
}

const KEEP_MS = 60_000;
const WAIT_MS = 2_000;
const MOST = 1_000;
const known = new Map<string, { readonly key: ApiKey | null; readonly readAt: number }>();

/** Looks a secret key up. Null when unknown or revoked. */
export async function findApiKey(env: Bindings, secret: string): Promise<ApiKey | null> {
  return findApiKeyByHash(env, await sha256Hex(secret));
}

/** The same by its SHA-256; remembered for a minute, so a revoked key stops within one. */
export async function findApiKeyByHash(env: Bindings, hash: string): Promise<ApiKey | null> {
  const remembered = known.get(hash);
  if (remembered?.key && Date.now() - remembered.readAt < KEEP_MS) return remembered.key;
  const row = await within(
    WAIT_MS,
    env.DB.prepare("SELECT label, scopes FROM api_key WHERE hash = ?1 AND revoked_at IS NULL")
      .bind(hash)
      .first<{ label: string; scopes: string }>(),
  );
  if (!row) return null;
  const key = { label: row.label, scopes: JSON.parse(row.scopes) as string[] };
  if (known.size >= MOST) known.clear();
  known.set(hash, { key, readAt: Date.now() });
  return key;
}
