import type { Context } from "hono";
import { exportSubject } from "../../actions/rights/export-subject.ts";
import { readOwnRequests } from "../../actions/rights/read-requests.ts";
import { authorityOf } from "../../core/rights/authority.ts";
import { readAuthorities } from "../../storage/phrases.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { EXPORT_FORMATS, exportResponse } from "../export-stream.ts";
import { openProven } from "../person.ts";
import { requestInWords } from "../request-words.ts";
import { oneOf } from "../validate.ts";

/** GET /v1/me/export?format=: all that is held about the person, as a file. */
export async function exportMeRoute(c: Context<App>): Promise<Response> {
  const { call, subject } = await openProven(c);
  const format = oneOf(c.req.query("format") ?? "json", "format", EXPORT_FORMATS);
  return exportResponse(exportSubject(call, subject), format, call.now);
}

/** GET /v1/me/requests: what the person asked for, and what came of it. */
export async function myRequestsRoute(c: Context<App>): Promise<Response> {
  const { call, subject } = await openProven(c);
  const [requests, authorities] = await Promise.all([readOwnRequests(call, subject), readAuthorities(call.platform.env)]);
  const complain = authorityOf(authorities, call.rule, call.country);
  return answer(c, { requests: requests.map((request) => requestInWords(call, request)), complain });
}
