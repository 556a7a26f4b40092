import type { Context } from "hono";
import { reportUnused } from "../../actions/insight/report-unused.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";

/** GET /v1/reports/unused?site=: attributes that are stored and read by nothing. Needs the scope `reports`. */
export async function unusedReportRoute(c: Context<App>): Promise<Response> {
  return answer(c, await reportUnused(await openServerCall(c, "reports")));
}
