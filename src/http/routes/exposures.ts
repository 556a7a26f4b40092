import type { Context } from "hono";
import { openVisitor } from "../../actions/consent/open-visitor.ts";
import { reportExposures, type Reported } from "../../actions/targeting/report-exposures.ts";
import { answer } from "../answer.ts";
import { credentialsOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { openBrowserCall } from "../open-call.ts";
import { pageContextAt } from "../page-context.ts";
import { Problem } from "../problem.ts";
import { limitRate } from "../rate.ts";
import { listAt, objectAt, readJson, textAt, type Fields } from "../validate.ts";

/** POST /v1/exposures: tokens of slots that were really seen, put away or used; each counts once, forged and old ones not at all. */
export async function exposuresRoute(c: Context<App>): Promise<Response> {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openBrowserCall(c);
  const fields = objectAt(await readJson(c.req.raw), "", ["exposures", "dismissed", "used", "context"]);
  const reported = { exposures: tokensAt(fields, "exposures"), dismissed: tokensAt(fields, "dismissed"), used: tokensAt(fields, "used") };
  const context = pageContextAt(call, fields["context"], c.req.header("referer")?.slice(0, 2_048));
  const visitor = await openVisitor(call.platform, call.program, credentialsOf(c.req.raw.headers));
  try {
    const { accepted, issued } = await reportExposures(call, visitor, reported, context);
    return answer(c, { accepted }, 202, issued);
  } catch {
    throw new Problem("unavailable", [], {}, { "retry-after": "5" });
  }
}

/** Only a report that says what came of exposures may leave out which there were. */
function tokensAt(fields: Fields, field: keyof Reported): readonly string[] {
  const isLeftOut = fields[field] === undefined && (field !== "exposures" || "dismissed" in fields || "used" in fields);
  return isLeftOut ? [] : listAt(fields[field], field, 100).map((token, index) => textAt(token, `${field}.${index}`, 4_000));
}
