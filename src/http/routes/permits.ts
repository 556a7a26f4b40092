import type { Context } from "hono";
import { answerPermits } from "../../actions/consent/answer-permits.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { invalid } from "../problem.ts";
import { subjectRefAt } from "../subject-ref.ts";
import { listAt, objectAt, optionalTextAt, readJson, textAt } from "../validate.ts";

const MOST_SUBJECTS = 1_000;

/** POST /v1/permits: may I use these people's data for that, now, and why. Needs the scope `permits`. */
export async function permitsRoute(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "permits");
  const fields = objectAt(await readJson(c.req.raw), "", ["subjects", "purposes", "partner"]);
  const refs = listAt(fields["subjects"], "subjects", MOST_SUBJECTS).map((item, index) => subjectRefAt(item, `subjects.${index}`));
  const known = call.program.compiled.purposes.map((purpose) => purpose.key);
  const purposes =
    fields["purposes"] === undefined
      ? known
      : listAt(fields["purposes"], "purposes", 30).map((purpose, index) => textAt(purpose, `purposes.${index}`, 48));
  const unknown = purposes.findIndex((purpose) => !known.includes(purpose));
  if (unknown >= 0) throw invalid(`purposes.${unknown}`, "known-purpose", "is not a purpose of this program");
  const partner = optionalTextAt(fields["partner"], "partner", 48);
  if (partner !== undefined && !call.program.compiled.partners.some((item) => item.key === partner))
    throw invalid("partner", "known-partner", "is not a partner of this program");
  return answer(c, { permits: await answerPermits(call, refs, purposes, partner ?? null) });
}
