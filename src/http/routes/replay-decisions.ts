import type { Context } from "hono";
import { replayDecisions } from "../../actions/targeting/replay-decisions.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { subjectRefAt } from "../subject-ref.ts";
import { objectAt, readJson } from "../validate.ts";

/** POST /v1/decisions/replay: the last decisions somebody was shown, each made again and compared. Needs the scope `decisions`. */
export async function replayDecisionsRoute(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "decisions");
  const fields = objectAt(await readJson(c.req.raw), "", ["subject"]);
  return answer(c, { decisions: await replayDecisions(call, subjectRefAt(fields["subject"], "subject")) });
}
