import type { Context } from "hono";
import { readAccessToken, takesAccess } from "../actions/advisor/read-access-token.ts";
import type { Call } from "../actions/call.ts";
import type { App } from "./env.ts";
import { openCallAs, openServerCall, platformFor } from "./open-call.ts";
import { nowOf } from "./place.ts";
import { invalid, Problem } from "./problem.ts";
import { textAt } from "./validate.ts";

export const ACCESS_HEADER = "cf-access-jwt-assertion";
/** How staff call themselves: no address. */
export const STAFF_NAME = /^[\w.:-]{1,60}$/;

/**
 * Opens the call of somebody of the staff: by a token of Cloudflare Access, which says who it is, or by a secret key with a
 * scope, whose holder says so in `actor`. Who it was is kept with whatever they do.
 */
export async function openStaffCall(c: Context<App>, scope: string, actor: unknown): Promise<Call> {
  const token = c.req.header(ACCESS_HEADER);
  const platform = await platformFor(c);
  if (token === undefined || !takesAccess(platform)) return asNamed(await openServerCall(c, scope), actor);
  const name = await readAccessToken(platform, token, nowOf(c.req.raw, platform.local));
  if (name === null)
    throw new Problem("unauthorized", [{ field: ACCESS_HEADER, rule: "token", detail: "must be a live token of this team" }]);
  if (actor !== undefined) throw invalid("actor", "access", "is said by the token already");
  return openCallAs(c, platform, { kind: "staff", name: `access/${name}` });
}

/** An address is no name for the books: the desk's own short one is. */
function asNamed(call: Call, said: unknown): Call {
  const name = textAt(said, "actor", 60);
  if (!STAFF_NAME.test(name))
    throw invalid("actor", "shape", "must be letters, digits, dots, colons, dashes or underscores, and no address");
  const label = call.actor.kind === "key" ? call.actor.label : "";
  return { ...call, actor: { kind: "staff", name: `${label}/${name}` } };
}
