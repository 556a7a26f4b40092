import type { Context } from "hono";
import type { App } from "../env.ts";
import { Problem } from "../problem.ts";
import { decidePage, type DecidedPage } from "./decide-page.ts";
import { isHtml, nonceOf, personalHeaders } from "./headers.ts";
import { edgeHostOf, type EdgeHost } from "./hosts.ts";
import { lookThrough } from "./look-through.ts";
import { mayBePage, originRequest } from "./origin.ts";
import { rewrite } from "./rewrite.ts";
import { isSlotless, noteSlotless, versionOf } from "./slotless.ts";

/**
 * Stands in front of a site's origin and fills the slots of its pages as they stream by: no flicker, and no script needed.
 * What is no page, has no slot, or has nothing to be filled with, goes through untouched; the origin's failure is the origin's answer.
 */
export async function servePage(c: Context<App>): Promise<Response> {
  const host = edgeHostOf(c.env, new URL(c.req.url).host);
  if (!host) throw new Problem("not-found");
  const isPage = mayBePage(c.req.raw);
  const response = await fetch(originRequest(c.req.raw, host, isPage)).catch(() => null);
  if (!response) throw new Problem("origin-away", [], {}, { "retry-after": "5" });
  return isPage && response.status < 500 && isHtml(response.headers) ? fillPage(c, host, response) : response;
}

async function fillPage(c: Context<App>, host: EdgeHost, whole: Response): Promise<Response> {
  const version = versionOf(c.req.url, whole.headers);
  if (version !== null && isSlotless(version)) return whole;
  const { hasSlot, page: response } = await lookThrough(whole);
  if (hasSlot === false) return response;
  const decided = await decidePage(c, host.site, response.headers);
  if (!decided || (isEmpty(decided) && decided.cookies.length === 0)) return response;
  const headers = personalHeaders(response.headers, decided.cookies);
  const page = new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  if (isEmpty(decided)) return page;
  const slotless = version === null || hasSlot ? null : (): void => noteSlotless(version);
  return rewrite(page, { ...decided, url: c.req.url, nonce: nonceOf(response.headers), slotless });
}

/** True where no slot has anything to be filled with. */
function isEmpty({ contents, trust }: DecidedPage): boolean {
  return contents.size === 0 && trust.size === 0;
}
