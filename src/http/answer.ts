import type { Context } from "hono";
import type { Issued } from "../actions/consent/issue-pass.ts";
import { PASS_HEADER } from "./credentials.ts";
import type { App } from "./env.ts";

/** A JSON answer about one person: never stored by anybody in between, with the pass as cookies or, for apps, as a header. */
export function answer(c: Context<App>, body: unknown, status = 200, issued: Issued | null = null): Response {
  return answerText(c, JSON.stringify(body), status, issued);
}

export function answerText(c: Context<App>, text: string, status: number, issued: Issued | null): Response {
  const headers = new Headers({ "content-type": "application/json", "cache-control": "private, no-store", "x-content-type-options": "nosniff" });
  shareWith(c.req.raw.headers, headers);
  if (issued) handOver(c.req.raw.headers, headers, issued);
  return new Response(text, { status, headers });
}

/** Puts an issued pass where the visitor keeps theirs. */
export function handOver(request: Headers, headers: Headers, issued: Issued): void {
  if (request.has(PASS_HEADER)) headers.set(PASS_HEADER, issued.token);
  else for (const cookie of issued.cookies) headers.append("set-cookie", cookie);
}

/** Lets the page that asked read the answer. Only called once its origin is known to be the site's own. */
export function shareWith(request: Headers, headers: Headers): void {
  const origin = request.get("origin");
  if (origin === null) return;
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-allow-credentials", "true");
  headers.set("vary", "Origin");
}
