import type { Context } from "hono";
import { programOf } from "../../storage/cache/program.ts";
import type { App } from "../env.ts";
import { platformFor } from "../open-call.ts";
import { Problem } from "../problem.ts";

/**
 * GET /v1/projects/{key}/settings: what Segment's browser client asks for as it starts. It is told to send everything here
 * with the visitor's cookies, to load nothing else, and to report no metrics to anybody.
 */
export async function segmentSettingsRoute(c: Context<App>): Promise<Response> {
  const key = c.req.param("key") ?? "";
  const platform = await platformFor(c);
  if (!/^pk_[a-z0-9_]{4,60}$/.test(key) || !(await programOf(c.env, key, platform.defer)))
    throw new Problem("not-found", [{ field: "key", rule: "known", detail: "must be the publishable key of a site" }]);
  const { host, protocol } = new URL(c.req.url);
  const settings = {
    integrations: {
      "Segment.io": {
        apiKey: key,
        apiHost: `${host}/v1`,
        protocol: protocol.replace(":", ""),
        unbundledIntegrations: [],
        addBundledMetadata: false,
        deliveryStrategy: { strategy: "standard", config: { credentials: "include" } },
      },
    },
    plan: { track: { __default: { enabled: true, integrations: {} } } },
    metrics: { sampleRate: 0 },
    remotePlugins: [],
    enabledMiddleware: {},
  };
  const headers = { "access-control-allow-origin": "*", "cache-control": "public, max-age=300", "x-content-type-options": "nosniff" };
  return Response.json(settings, { headers });
}
