import type { Context } from "hono";
import { reportAsked } from "../../actions/exchange/report-asked.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { invalid } from "../problem.ts";
import { alphaOf } from "./experiments.ts";

/** GET /v1/asks/:ask/results?site=&alpha=: who was asked and who answered, by benefit, without small numbers. Needs the scope `reports`. */
export async function askResultsRoute(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "reports");
  const results = await reportAsked(call, c.req.param("ask") ?? "", alphaOf(c));
  if (!results.ok) throw invalid("ask", "known", "must be an ask of the program");
  return answer(c, results.value);
}
