import type { Context } from "hono";
import { openVisitor } from "../../actions/consent/open-visitor.ts";
import { explainShown } from "../../actions/targeting/explain-shown.ts";
import { answer } from "../answer.ts";
import { credentialsOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { openBrowserCall } from "../open-call.ts";
import { pageContextAt } from "../page-context.ts";
import { limitRate } from "../rate.ts";
import { objectAt, readJson, textsAt } from "../validate.ts";

/** POST /v1/why: what the experiences a page shows rest on, in sentences for the person. It counts nothing. */
export async function whyRoute(c: Context<App>): Promise<Response> {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openBrowserCall(c);
  const fields = objectAt(await readJson(c.req.raw), "", ["experiences", "context"]);
  const keys = new Set(textsAt(fields["experiences"], "experiences", 50, 64));
  const context = pageContextAt(call, fields["context"]);
  const visitor = await openVisitor(call.platform, call.program, credentialsOf(c.req.raw.headers));
  return answer(c, { why: explainShown(call, visitor, [...keys], context) });
}
