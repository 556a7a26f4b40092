import type { Place } from "../core/consent/resolve-rule.ts";

/** Where and when a request is: the edge's geography and clock, or in local mode the headers that stand in for them; without them the place is unknown. */
export function placeOf(request: Request, local: boolean): Place {
  if (local) return { country: request.headers.get("x-earnest-country"), region: request.headers.get("x-earnest-region") };
  const { cf } = request as Request<unknown, IncomingRequestCfProperties>;
  return { country: cf?.country ?? null, region: cf?.regionCode ?? null };
}

/** The instant of a request in milliseconds; in local mode `x-earnest-now` (ISO 8601 or milliseconds) replaces the clock. */
export function nowOf(request: Request, local: boolean): number {
  const stated = local ? request.headers.get("x-earnest-now") : null;
  if (stated === null) return Date.now();
  const at = /^\d+$/.test(stated) ? Number(stated) : Date.parse(stated);
  return Number.isFinite(at) ? at : Date.now();
}
