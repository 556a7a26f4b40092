import type { Context } from "hono";
import { reportValue } from "../../actions/insight/report-value.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";

/** GET /v1/reports/value?site=: what each purpose took and gave back, and which gave nothing. Needs the scope `reports`. */
export async function valueReportRoute(c: Context<App>): Promise<Response> {
  return answer(c, await reportValue(await openServerCall(c, "reports")));
}
