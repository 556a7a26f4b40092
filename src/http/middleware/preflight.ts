import type { Context } from "hono";
import type { App } from "../env.ts";

/**
 * Answers a CORS preflight. It comes without the key, so it says only what may be asked; the request itself is held
 * against the origins of its site, and only then is its answer shared with the page.
 */
export function preflight(c: Context<App>): Response {
  const origin = c.req.header("origin");
  const headers = new Headers({ vary: "Origin", "cache-control": "public, max-age=600" });
  if (origin !== undefined) {
    headers.set("access-control-allow-origin", origin);
    headers.set("access-control-allow-credentials", "true");
    headers.set("access-control-allow-methods", "GET, POST, DELETE");
    headers.set("access-control-allow-headers", "authorization, content-type, earnest-pass, idempotency-key");
    headers.set("access-control-max-age", "600");
  }
  return new Response(null, { status: 204, headers });
}
