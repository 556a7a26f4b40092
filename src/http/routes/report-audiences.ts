import type { Context } from "hono";
import { reportAudiences } from "../../actions/insight/report-audiences.ts";
import { dayOf } from "../../core/kernel/instant.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { invalid } from "../problem.ts";

/** GET /v1/reports/audiences?site=&day=: how many people each audience had, without small numbers. Needs the scope `reports`. */
export async function audienceReportRoute(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "reports");
  const day = c.req.query("day") ?? dayOf(call.now);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) throw invalid("day", "date", "must be a date such as 2026-11-16");
  return answer(c, await reportAudiences(call, day));
}
