import type { Context } from "hono";
import type { LiveProgram } from "../core/program/live.ts";
import type { Pages } from "./door.ts";

/** The language that is asked for: in the address, else the first the browser names. */
export function localeWanted(c: Context<Pages>): string | null {
  const asked = c.req.query("locale") ?? c.req.header("accept-language")?.split(/[,;]/)[0];
  return asked !== undefined && /^[A-Za-z-]{2,35}$/.test(asked) ? asked : null;
}

/** Where the brand's look of a site is; null where it has none. */
export function lookOf({ site, hash }: LiveProgram): string | null {
  return site.look && `/privacy/look.css?site=${site.key}&v=${hash.slice(0, 8)}`;
}

/** The headers of a page that is somebody's own: kept by nobody, framed by nobody, with scripts from where it says. */
export function pageHeaders(scripts: "'self'" | "'none'"): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  return {
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "private, no-store",
    vary: "Cookie, Accept-Language",
  };
}
