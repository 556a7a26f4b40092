import type { Context } from "hono";
import { knownOrigins } from "../../storage/cache/program.ts";
import type { App } from "../env.ts";

/**
 * Answers a CORS preflight. It comes without a key, so it is held against the origins of all sites; the request that
 * follows is held against those of its own.
 */
export async function preflight(c: Context<App>): Promise<Response> {
  const origin = c.req.header("origin");
  const headers = new Headers({ vary: "Origin", "cache-control": "private, no-store" });
  const known = await knownOrigins(c.env, (work) => c.executionCtx.waitUntil(work));
  if (origin !== undefined && known.has(origin)) {
    headers.set("access-control-allow-origin", origin);
    headers.set("access-control-allow-credentials", "true");
    headers.set("access-control-allow-methods", "GET, POST, PATCH, DELETE");
    headers.set(
      "access-control-allow-headers",
      "authorization, content-type, earnest-pass, earnest-signals, idempotency-key, if-none-match, x-api-key, x-retry-count",
    );
    headers.set("access-control-max-age", "600");
  }
  return new Response(null, { status: 204, headers });
}
