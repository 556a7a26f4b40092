import { PASS_COOKIE } from "../../core/consent/seal.ts";
import type { EdgeHost } from "./hosts.ts";

/** A page made for one person is never the same as the one a browser holds, nor as a part of it. */
const CONDITIONS = ["if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range", "range"];
/** What is kept in a browser for us alone: the pass, and whatever has its name and a dash before its own. */
const OWN_COOKIE = new RegExp(`^${PASS_COOKIE}(-\\w+)?=`);

/** True for a request that may be answered with a page: what is asked for as anything else goes through as it is. */
export function mayBePage({ method, headers }: Request): boolean {
  if (method !== "GET") return false;
  const wanted = headers.get("sec-fetch-dest");
  return wanted === null ? (headers.get("accept") ?? "").includes("text/html") : wanted === "document" || wanted === "iframe";
}

/** The request as the origin gets it: without our cookies, and for a page without conditions. Signals such as `Sec-GPC` go with it. */
export function originRequest(request: Request, { origin }: EdgeHost, isPage: boolean): Request {
  const headers = new Headers(request.headers);
  withoutOwnCookies(headers);
  if (isPage) for (const name of CONDITIONS) headers.delete(name);
  const url = new URL(request.url);
  if (origin === null) return new Request(request, { headers, redirect: "manual" });
  headers.set("x-forwarded-host", url.host);
  return new Request(new URL(url.pathname + url.search, origin), {
    method: request.method,
    headers,
    body: request.body,
    redirect: "manual",
  });
}

function withoutOwnCookies(headers: Headers): void {
  const cookies = headers.get("cookie");
  if (cookies === null) return;
  const kept = cookies.split("; ").filter((cookie) => !OWN_COOKIE.test(cookie));
  if (kept.length > 0) headers.set("cookie", kept.join("; "));
  else headers.delete("cookie");
}
