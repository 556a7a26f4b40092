import type { Context } from "hono";
import { lookSheet } from "../../core/program/look-sheet.ts";
import type { App } from "../env.ts";
import { openSite } from "../page-door.ts";

/** GET /privacy/look.css: the look of a site's brand for the pages here, and for pages of the brand that link it. */
export async function lookRoute(c: Context<App>): Promise<Response> {
  const { program } = await openSite(c);
  const { look } = program.site;
  // Under an address that names the version it never changes.
  const isNamed = c.req.query("v") === program.hash.slice(0, 8);
  return new Response(look ? lookSheet(look) : "", {
    headers: {
      "content-type": "text/css; charset=utf-8",
      "cache-control": isNamed ? "public, max-age=31536000, immutable" : "public, max-age=300",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
    },
  });
}
