import type { Context } from "hono";
import { openVisitor } from "../../actions/consent/open-visitor.ts";
import { readViews } from "../../actions/advisor/read-views.ts";
import { answer } from "../answer.ts";
import { credentialsOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { openBrowserCall } from "../open-call.ts";
import { limitRate } from "../rate.ts";

/** GET /v1/me/views: who was shown what may be seen of this person to advise them. No value of theirs is in it. */
export async function viewsRoute(c: Context<App>): Promise<Response> {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openBrowserCall(c);
  const visitor = await openVisitor(call.platform, call.program, credentialsOf(c.req.raw.headers));
  return answer(c, { views: await readViews(call, visitor) });
}
