/** What described the origin's page and does not describe one made for a person. */
const STALE = ["etag", "last-modified", "content-length", "accept-ranges", "expires", "age", "cdn-cache-control", "surrogate-control"];
const NONCE = /'nonce-([\w+/=-]+)'/;

/** A page made for one person is kept by nobody in between; all else the origin says of it stays. */
export function personalHeaders(origin: Headers, cookies: readonly string[]): Headers {
  const headers = new Headers(origin);
  for (const name of STALE) headers.delete(name);
  headers.set("cache-control", "private, no-store");
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return headers;
}

/** The nonce of the origin's Content-Security-Policy, where it has one. */
export function nonceOf(headers: Headers): string | null {
  return NONCE.exec(headers.get("content-security-policy") ?? "")?.[1] ?? null;
}

export function isHtml(headers: Headers): boolean {
  return /^(text\/html|application\/xhtml\+xml)\b/i.test(headers.get("content-type") ?? "");
}
