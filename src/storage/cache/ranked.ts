import { RANKED_FORMAT, type Ranked } from "../../core/program/recommended.ts";
import type { Bindings } from "../bindings.ts";
import { within } from "../within.ts";

/** KV `ranked:<hash>`: orders and items of a controller, immutable. KV `ranks:<site key>`: the hash a site shows. */
const RANKED = "ranked:";
const RANKS = "ranks:";
const POINTER_TTL_S = 60;
const SNAPSHOT_LIVES_S = 30 * 86_400;
const WAIT_MS = 1_000;

export interface HeldRanks {
  readonly hash: string | null;
  readonly ranked: Ranked | null;
}
export const NO_RANKS: HeldRanks = { hash: null, ranked: null };

/** What a site shows now; what is held goes on where KV is away, since it is an order and nothing more. */
export async function readRanks(env: Bindings, siteKey: string, held: HeldRanks): Promise<HeldRanks> {
  try {
    const hash = await within(WAIT_MS, env.KV.get(RANKS + siteKey, { cacheTtl: POINTER_TTL_S }));
    if (hash === held.hash || hash === null) return held;
    const ranked = await within(WAIT_MS, env.KV.get<Ranked>(RANKED + hash, { type: "json", cacheTtl: 86_400 }));
    return ranked?.format === RANKED_FORMAT ? { hash, ranked } : held;
  } catch {
    return held;
  }
}

/** Writes a snapshot and points these sites at it. One that no site shows any more goes by itself. */
export async function writeRanks(env: Bindings, hash: string, ranked: Ranked, sites: readonly string[]): Promise<void> {
  await env.KV.put(RANKED + hash, JSON.stringify(ranked), { expirationTtl: SNAPSHOT_LIVES_S });
  for (const site of sites) await env.KV.put(RANKS + site, hash);
}
