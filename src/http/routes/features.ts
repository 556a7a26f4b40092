import type { Context } from "hono";
import { readFeatures } from "../../actions/targeting/read-features.ts";
import { programOf } from "../../storage/cache/program.ts";
import type { App } from "../env.ts";
import { platformFor } from "../open-call.ts";
import { nowOf } from "../place.ts";
import { Problem } from "../problem.ts";

/**
 * GET /api/features/{clientKey}: what GrowthBook's SDKs ask for. It names nobody and is the same for everyone, so it may be
 * cached; it is looked at again with the clock, since schedules and ramp-ups move.
 */
export async function featuresRoute(c: Context<App>): Promise<Response> {
  const key = c.req.param("clientKey") ?? "";
  const platform = await platformFor(c);
  const now = nowOf(c.req.raw, platform.local);
  const program = /^pk_[a-z0-9_]{4,60}$/.test(key) ? await programOf(c.env, key, platform.defer) : null;
  if (!program) throw new Problem("not-found", [{ field: "clientKey", rule: "known", detail: "must be the publishable key of a site" }]);
  const { features, atTheEdge } = await readFeatures(c.env, program, c.req.query("locale") ?? null, now);
  const edge = { keys: atTheEdge, at: "/ofrep/v1/evaluate/flags" };
  const headers = { "access-control-allow-origin": "*", "cache-control": "public, max-age=60", "x-content-type-options": "nosniff" };
  return Response.json({ status: 200, features, edge, dateUpdated: new Date(now).toISOString() }, { headers });
}
