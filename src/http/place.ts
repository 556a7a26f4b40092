import type { RequestFacts } from "../actions/targeting/request-values.ts";
import type { Place } from "../core/consent/resolve-rule.ts";

/** Where and when a request is: the edge's geography and clock, or in local mode the headers that stand in for them; without them the place is unknown. */
export function placeOf(request: Request, local: boolean): Place {
  if (local) return { country: request.headers.get("x-earnest-country"), region: request.headers.get("x-earnest-region") };
  const { cf } = request as Request<unknown, IncomingRequestCfProperties>;
  return { country: cf?.country ?? null, region: cf?.regionCode ?? null };
}

/**
 * Region, city and kind of device of a request; in local mode the city is what `x-earnest-city` says. The device is one of
 * three kinds, by the client hint for it or the user agent, of which nothing else is looked at.
 */
export function factsOf(request: Request, { country, region }: Place, local: boolean): RequestFacts {
  const { cf } = request as Request<unknown, IncomingRequestCfProperties>;
  const city = local ? request.headers.get("x-earnest-city") : (cf?.city ?? null);
  const isWhole = region === null || region === "" || region.includes("-");
  return { region: isWhole ? region || null : `${country}-${region}`, city, device: deviceOf(request.headers) };
}

function deviceOf(headers: Headers): RequestFacts["device"] {
  const agent = headers.get("user-agent") ?? "";
  if (/iPad|Tablet|Android(?!.*Mobile)/.test(agent)) return "tablet";
  if (headers.get("sec-ch-ua-mobile") === "?1" || /Mobi|iPhone/.test(agent)) return "phone";
  return agent === "" ? null : "desktop";
}

/** The instant of a request in milliseconds; in local mode `x-earnest-now` (ISO 8601 or milliseconds) replaces the clock. */
export function nowOf(request: Request, local: boolean): number {
  const stated = local ? request.headers.get("x-earnest-now") : null;
  if (stated === null) return Date.now();
  const at = /^\d+$/.test(stated) ? Number(stated) : Date.parse(stated);
  return Number.isFinite(at) ? at : Date.now();
}
