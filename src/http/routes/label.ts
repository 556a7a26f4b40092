import type { Context } from "hono";
import { labelJson } from "../../core/consent/label-json.ts";
import { labelOf } from "../../core/consent/label.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import type { App } from "../env.ts";
import { openSite } from "../page-door.ts";
import { optionalTextAt } from "../validate.ts";

/** GET /.well-known/earnest-label.json: what a site does with data, at a glance, in terms of the Data Privacy Vocabulary. */
export async function labelRoute(c: Context<App>): Promise<Response> {
  const { program } = await openSite(c);
  const locale = localeOf(program.compiled.locales, optionalTextAt(c.req.query("locale"), "locale", 40) ?? null);
  const page = `${new URL(c.req.url).origin}/privacy?site=${program.site.key}`;
  return Response.json(labelJson(labelOf(program, locale), { program: program.hash, locale, page }), {
    headers: {
      "content-type": "application/ld+json",
      "cache-control": "public, max-age=300",
      "access-control-allow-origin": "*",
      "x-content-type-options": "nosniff",
    },
  });
}
