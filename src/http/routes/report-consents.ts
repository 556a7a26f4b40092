import type { Context } from "hono";
import { reportConsents } from "../../actions/insight/report-consents.ts";
import { DAY } from "../../core/kernel/instant.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { invalid } from "../problem.ts";

const USUAL_WEEKS = 8;
const MOST_DAYS = 371;

/** GET /v1/reports/consent?site=&from=&to=: consent rates by the week, without small numbers. Needs the scope `reports`. */
export async function consentReportRoute(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "reports");
  const to = dateAt(c.req.query("to"), "to") ?? call.now;
  const from = dateAt(c.req.query("from"), "from") ?? to - USUAL_WEEKS * 7 * DAY;
  if (from > to) throw invalid("from", "order", "must not be after to");
  if (to - from > MOST_DAYS * DAY) throw invalid("from", "range", `must be at most ${MOST_DAYS} days before to`);
  return answer(c, await reportConsents(call, from, to));
}

function dateAt(value: string | undefined, field: string): number | null {
  if (value === undefined) return null;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw invalid(field, "date", "must be a date such as 2026-11-16");
  return at;
}
