import type { Context } from "hono";
import { reportResults } from "../../actions/targeting/report-results.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { invalid } from "../problem.ts";

const USUAL_ALPHA = 0.05;

/** GET /v1/experiments/:key/results?site=&alpha=: what an experiment came to, without small numbers. Needs the scope `reports`. */
export async function resultsRoute(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "reports");
  const results = await reportResults(call, c.req.param("key") ?? "", alphaOf(c));
  if (!results.ok) throw invalid("key", "known", "must name an experience of the program that compares variants");
  return answer(c, results.value);
}

/** The error allowed, as a share. */
export function alphaOf(c: Context<App>): number {
  const alpha = Number(c.req.query("alpha") ?? USUAL_ALPHA);
  if (!(alpha >= 0.001 && alpha <= 0.5)) throw invalid("alpha", "range", "must be from 0.001 to 0.5");
  return alpha;
}
