const MOST_PAGES = 2_000;
const known = new Set<string>();

/** Which bytes these are: the address, and the strong validator the origin gives them (RFC 9110 8.8.3); null where it gives none. */
export function versionOf(url: string, headers: Headers): string | null {
  const tag = headers.get("etag");
  return tag?.startsWith('"') ? `${url}|${tag}` : null;
}

/** True for a page that went through this isolate to its end, and had no slot. */
export function isSlotless(version: string): boolean {
  return known.has(version);
}

export function noteSlotless(version: string): void {
  if (known.size >= MOST_PAGES) known.clear();
  known.add(version);
}
