import type { Context } from "hono";
import type { Handed } from "../actions/consent/issue-pass.ts";
import { PASS_HEADER } from "./credentials.ts";
import type { App } from "./env.ts";

/** A JSON answer about one person: never stored by anybody in between, with the pass as cookies or, for apps, as a header. */
export function answer(c: Context<App>, body: unknown, status = 200, issued: Handed | null = null): Response {
  return answerText(c, JSON.stringify(body), status, issued);
}

/** The same for JSON that is already written. */
export function answerText(c: Context<App>, text: string, status: number, issued: Handed | null): Response {
  const { headers } = c.req.raw;
  const response = new Response(text, { status, headers: headersFor(plain, headers.get("origin")) });
  if (issued) handOver(headers, response.headers, issued);
  return response;
}

/**
 * The same for a decision, with how long storage kept it waiting, in milliseconds. The clock of a Worker stands still
 * while it computes, so one that waited for nothing took none.
 */
export function answerDecision(c: Context<App>, text: string, issued: Handed | null, waited: number): Response {
  const { headers } = c.req.raw;
  const response = new Response(text, { headers: headersFor(unwaited, headers.get("origin"), NOT_WAITED) });
  if (waited > 0) response.headers.set("server-timing", timing(waited));
  if (issued) handOver(headers, response.headers, issued);
  return response;
}

function timing(waited: number): string {
  return `decide;dur=${waited.toFixed(1)}`;
}

const NOT_WAITED = timing(0);

/** Origins are few and known to be the sites' own by now; a response copies the headers it is given. */
const MOST_ORIGINS = 200;
const plain = new Map<string | null, Headers>();
const unwaited = new Map<string | null, Headers>();

function headersFor(prepared: Map<string | null, Headers>, origin: string | null, serverTiming?: string): Headers {
  const known = prepared.get(origin);
  if (known) return known;
  const headers = new Headers({
    "content-type": "application/json",
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
  });
  if (serverTiming !== undefined) headers.set("server-timing", serverTiming);
  if (origin !== null) share(origin, headers);
  if (prepared.size >= MOST_ORIGINS) prepared.clear();
  prepared.set(origin, headers);
  return headers;
}

/** Puts an issued pass where the visitor keeps theirs. */
export function handOver(request: Headers, headers: Headers, issued: Handed): void {
  if (request.has(PASS_HEADER)) headers.set(PASS_HEADER, issued.token);
  else for (const cookie of issued.cookies) headers.append("set-cookie", cookie);
}

/** Lets the page that asked read the answer. Only called once its origin is known to be the site's own. */
export function shareWith(request: Headers, headers: Headers): void {
  const origin = request.get("origin");
  if (origin !== null) share(origin, headers);
}

function share(origin: string, headers: Headers): void {
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-allow-credentials", "true");
  headers.set("vary", "Origin");
}
