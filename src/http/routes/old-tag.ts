import type { Context } from "hono";
import type { App } from "../env.ts";

/** GET /tag/{hash}/{part}.js that is served no more: to a page that was open while the tag was replaced, the part of now. */
export function oldTagRoute(c: Context<App>): Response {
  const headers = { location: `/tag-now/${c.req.param("part")}`, "cache-control": "no-store", "access-control-allow-origin": "*" };
  return new Response(null, { status: 302, headers });
}
