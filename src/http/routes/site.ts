import type { Context } from "hono";
import { pageSite } from "../../core/consent/page/page-site.ts";
import type { App } from "../env.ts";
import { openBrowserCall } from "../open-call.ts";
import { shareWith } from "../answer.ts";

/** GET /v1/site?key=: what the pages of a site hold back, clear away and tell. Nothing in it is about anybody, so it may be cached. */
export async function siteRoute(c: Context<App>): Promise<Response> {
  const { program } = await openBrowserCall(c);
  const headers = new Headers({ "cache-control": "public, max-age=300", vary: "Origin" });
  shareWith(c.req.raw.headers, headers);
  return Response.json(pageSite(program.compiled, program.site), { headers });
}
