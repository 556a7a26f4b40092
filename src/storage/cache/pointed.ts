import type { Bindings } from "../bindings.ts";
import { within } from "../within.ts";

const POINTER_TTL_S = 60;
const SNAPSHOT_LIVES_S = 30 * 86_400;
const WAIT_MS = 1_000;

/** How immutable snapshots are kept in KV (`<snapshot><hash>`), behind a pointer of each site (`<pointer><site key>`). */
export interface Pointed {
  readonly snapshot: string;
  readonly pointer: string;
  readonly format: number;
}

interface Snapshot {
  readonly format: number;
}

export interface HeldSnapshot<T> {
  readonly hash: string | null;
  readonly value: T | null;
}

/** What a site shows now; what is held goes on where KV is away, so keep here only what is no permission. */
export async function readPointed<T extends Snapshot>(
  env: Bindings,
  { snapshot, pointer, format }: Pointed,
  siteKey: string,
  held: HeldSnapshot<T>,
): Promise<HeldSnapshot<T>> {
  try {
    const hash = await within(WAIT_MS, env.KV.get(pointer + siteKey, { cacheTtl: POINTER_TTL_S }));
    if (hash === held.hash || hash === null) return held;
    const value = await within(WAIT_MS, env.KV.get<T>(snapshot + hash, { type: "json", cacheTtl: 86_400 }));
    return value?.format === format ? { hash, value } : held;
  } catch {
    return held;
  }
}

/** Writes a snapshot and points these sites at it. One that no site shows any more goes by itself. */
export async function writePointed(
  env: Bindings,
  { snapshot, pointer }: Pointed,
  hash: string,
  value: Snapshot,
  sites: readonly string[],
): Promise<void> {
  await env.KV.put(snapshot + hash, JSON.stringify(value), { expirationTtl: SNAPSHOT_LIVES_S });
  for (const site of sites) await env.KV.put(pointer + site, hash);
}
