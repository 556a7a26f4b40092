import type { Bindings } from "../storage/bindings.ts";
import { Problem } from "./problem.ts";

const WINDOW_MS = 10_000;
/** A client this isolate sees less of than this is never worth asking the platform about. */
const QUIET = 40;
const MOST_CLIENTS = 5_000;
let windowStart = 0;
let seen = new Map<string, number>();

/**
 * Limits what one address may ask of a public route. The first requests of a window are counted in memory alone; only a
 * busy client costs a call of the rate-limit binding. Without an address or a binding nothing is limited.
 */
export function limitRate(env: Bindings, headers: Headers): Promise<void> | null {
  const client = env.RATE ? headers.get("cf-connecting-ip") : null;
  if (client === null || !env.RATE) return null;
  const now = Date.now();
  if (now - windowStart > WINDOW_MS || seen.size > MOST_CLIENTS) {
    windowStart = now;
    seen = new Map();
  }
  const count = (seen.get(client) ?? 0) + 1;
  seen.set(client, count);
  return count <= QUIET ? null : ask(env.RATE, client);
}

async function ask(binding: RateLimit, client: string): Promise<void> {
  const { success } = await binding.limit({ key: client });
  if (!success) throw new Problem("too-many", [{ field: "(client)", rule: "rate", detail: "asks too often" }], {}, { "retry-after": "60" });
}
