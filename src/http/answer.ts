import type { Context } from "hono";
import type { Issued } from "../actions/consent/issue-pass.ts";
import { PASS_HEADER } from "./credentials.ts";
import type { App } from "./env.ts";

/** A JSON answer about one person: never stored by anybody in between, with the pass as cookies or, for apps, as a header. */
export function answer(c: Context<App>, body: unknown, status = 200, issued: Issued | null = null): Response {
  return answerText(c, JSON.stringify(body), status, issued);
}

export function answerText(
  c: Context<App>,
  text: string,
  status: number,
  issued: Issued | null,
  more: Readonly<Record<string, string>> = {},
): Response {
  const origin = c.req.raw.headers.get("origin");
  const shared =
    origin === null ? {} : { "access-control-allow-origin": origin, "access-control-allow-credentials": "true", vary: "Origin" };
  const response = new Response(text, {
    status,
    headers: {
      "content-type": "application/json",
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
      ...shared,
      ...more,
    },
  });
  if (issued) handOver(c.req.raw.headers, response.headers, issued);
  return response;
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
