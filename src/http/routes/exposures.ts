import type { Context } from "hono";
import { openVisitor } from "../../actions/consent/open-visitor.ts";
import { reportExposures } from "../../actions/targeting/report-exposures.ts";
import { answer } from "../answer.ts";
import { credentialsOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { openBrowserCall } from "../open-call.ts";
import { pageContextAt } from "../page-context.ts";
import { Problem } from "../problem.ts";
import { limitRate } from "../rate.ts";
import { listAt, objectAt, readJson, textAt } from "../validate.ts";

/** POST /v1/exposures: tokens of slots that were really seen; each counts once, forged and old ones not at all. */
export async function exposuresRoute(c: Context<App>): Promise<Response> {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openBrowserCall(c);
  const fields = objectAt(await readJson(c.req.raw), "", ["exposures", "context"]);
  const tokens = listAt(fields["exposures"], "exposures", 100).map((token, index) => textAt(token, `exposures.${index}`, 4_000));
  const context = pageContextAt(call, fields["context"], c.req.header("referer")?.slice(0, 2_048));
  const visitor = await openVisitor(call.platform, call.program, credentialsOf(c.req.raw.headers));
  try {
    return answer(c, { accepted: await reportExposures(call, visitor, tokens, context) }, 202);
  } catch {
    throw new Problem("unavailable", [], {}, { "retry-after": "5" });
  }
}
