import { fileURLToPath } from "node:url";

/** The checkout's top folder. */
export const TOP = fileURLToPath(new URL("../..", import.meta.url));

/** A path inside the checkout. */
export function inTop(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** wrangler without its telemetry, update checks or outside look-ups. */
export const QUIET: Readonly<Record<string, string>> = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  DO_NOT_TRACK: "1",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
};
