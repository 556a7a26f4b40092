const ONE = /(?:^|,)[ \t]*1[ \t]*(?:,|$)/;

/** True when `Sec-GPC`, several headers joined by commas, holds one that is exactly `1`; `0`, `true`, `1;x` are as if absent (W3C GPC §The Sec-GPC Header Field). */
export function readGpc(header: string | null): boolean {
  return header !== null && ONE.test(header);
}

/** The body of `/.well-known/gpc.json` of a site that abides by the signal; `lastUpdate` is an RFC 3339 date (W3C GPC §GPC Support Representation). */
export function gpcWellKnown(lastUpdate: string): { readonly gpc: true; readonly lastUpdate: string } {
  return { gpc: true, lastUpdate };
}

/** What another site says of its support; a member that is missing or malformed is `unknown` (W3C GPC §GPC Support Representation). */
export interface GpcSupport {
  readonly support: "yes" | "no" | "unknown";
  readonly lastUpdate: string;
}

const UNKNOWN: GpcSupport = { support: "unknown", lastUpdate: "unknown" };

/** Reads another site's `/.well-known/gpc.json`; refuses nothing, what is not an `application/json` object is `unknown` (W3C GPC §GPC Support Representation). */
export function readGpcWellKnown(body: string, contentType: string | null): GpcSupport {
  if (contentType?.split(";", 1)[0]?.trim().toLowerCase() !== "application/json") return UNKNOWN;
  const members = parseObject(body);
  if (members === null) return UNKNOWN;
  const { gpc, lastUpdate } = members;
  return {
    support: typeof gpc === "boolean" ? (gpc ? "yes" : "no") : "unknown",
    lastUpdate: typeof lastUpdate === "string" && isRfc3339(lastUpdate) ? lastUpdate : "unknown",
  };
}

function parseObject(body: string): { readonly [member: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

const DATE = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:$|T)/i;
const TIME = /^T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

// full-date or date-time of RFC 3339 §5.6; the day must exist in its month.
function isRfc3339(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined || (text.length > 10 && !TIME.test(text.slice(10)))) return false;
  return Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
}
