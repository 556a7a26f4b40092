import type { Context } from "hono";
import type { Call } from "../../actions/call.ts";
import { recordTold, type ToldMade, type ToldRefused } from "../../actions/consent/record-told.ts";
import type { Told } from "../../actions/consent/telling.ts";
import { answer } from "../answer.ts";
import { inWords } from "../consent-words.ts";
import type { App } from "../env.ts";
import { onceOf, reusedKey } from "../once.ts";
import { openServerCall } from "../open-call.ts";
import { invalid, Problem } from "../problem.ts";
import { readJson } from "../validate.ts";

type Reader = (call: Call, body: unknown, once: string | null) => Told;

/** POST and DELETE /v1/consent with a secret key: what a person told staff, a card terminal, a kiosk or a form. Needs the scope `consent:record`. */
export async function tellConsent(c: Context<App>, read: Reader, status: 200 | 201): Promise<Response> {
  const call = await openServerCall(c, "consent:record");
  const told = read(call, await readJson(c.req.raw), onceOf(c.req.raw.headers, 1));
  const made = await recordTold(call, told);
  if (!made.ok) throw problemOf(call, made.error);
  return answer(c, wordsOf(call, made.value), made.value.stored ? status : 202);
}

function wordsOf(call: Call, { subject, version, receipt, state, permit }: ToldMade): object {
  return { subject, version, receipt, ...inWords(call.program, state, permit) };
}

function problemOf(call: Call, refused: ToldRefused): Problem {
  switch (refused.kind) {
    case "conflict":
      return new Problem("conflict", [], { current: wordsOf(call, refused.standing) });
    case "unavailable":
      return new Problem("unavailable", [], {}, { "retry-after": "5" });
    case "unknown-subject":
      return invalid("subject.value", "subject-id", "must be sub_ and 32 hex digits");
    case "other-controller":
      return new Problem("forbidden", [{ field: "subject", rule: "controller", detail: "must be a subject of this site's controller" }]);
    case "lapsed":
      return invalid("at", "lapsed", "must be recent enough for a yes to hold still");
    case "unknown-notice":
      return invalid("notice.version", "published", "must be the version of a notice that was in force, in a language it had");
    case "not-shown":
      return invalid(`decisions.${refused.purpose}`, "shown", "is not what the named notice spoke of");
    case "reused":
      return reusedKey();
  }
}
