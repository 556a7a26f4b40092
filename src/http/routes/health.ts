import type { Context } from "hono";
import { gpcWellKnown } from "../../core/consent/gpc.ts";
import { RULES_VERSION } from "../../core/consent/rules-table.ts";
import { listSites } from "../../storage/program.ts";
import { within } from "../../storage/within.ts";
import type { App } from "../env.ts";
import { platformFor } from "../open-call.ts";
import { Problem } from "../problem.ts";

const WAIT_MS = 2_000;

/** GET /healthz: 200 with the version each program runs, once there is one to run. */
export async function healthRoute(c: Context<App>): Promise<Response> {
  await platformFor(c);
  const sites = await within(WAIT_MS, listSites(c.env.DB));
  if (sites.length === 0)
    throw new Problem("unavailable", [{ field: "(programs)", rule: "published", detail: "no program is published yet" }]);
  const programs = Object.fromEntries(sites.map((site) => [site.program, site.hash]));
  return Response.json({ status: "ok", programs }, { headers: { "cache-control": "no-store" } });
}

/** GET /.well-known/gpc.json: this service abides by Global Privacy Control. */
export function gpcRoute(): Response {
  return Response.json(gpcWellKnown(RULES_VERSION), { headers: { "cache-control": "public, max-age=86400" } });
}
