import { Hono, type Context } from "hono";
import { lookUpNamed } from "../../actions/advisor/look-up-named.ts";
import { tellHint, type HintRefusal } from "../../actions/advisor/tell-hint.ts";
import type { Call } from "../../actions/call.ts";
import { asSubjectId } from "../../core/kernel/ids.ts";
import type { CompiledAdvisor } from "../../core/program/compiled-advisor.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openStaffCall } from "../open-staff.ts";
import { away, invalid, type Problem } from "../problem.ts";
import { identifierAt } from "../subject-ref.ts";
import { objectAt, oneOf, optionalTextAt, readJson, textAt } from "../validate.ts";

const SCOPE = "advisor";

/** /v1/advisor: what somebody who advises a person may see of them, and what became of the hints. Needs the scope `advisor`. */
export const advisorRoutes = new Hono<App>().post("/look-up", (c) => lookUpAsked(c)).post("/hints", (c) => hintTold(c));

async function lookUpAsked(c: Context<App>): Promise<Response> {
  const fields = objectAt(await readJson(c.req.raw), "", ["identifier", "actor", "locale"]);
  const call = await openStaffCall(c, SCOPE, fields["actor"]);
  const advisor = advisorOf(call);
  const identifier = identifierAt(fields["identifier"], "identifier");
  const locale = optionalTextAt(fields["locale"], "locale", 40) ?? null;
  return answer(c, await lookUpNamed(call, advisor, identifier, locale));
}

async function hintTold(c: Context<App>): Promise<Response> {
  const fields = objectAt(await readJson(c.req.raw), "", ["subject", "view", "experience", "outcome", "actor"]);
  const call = await openStaffCall(c, SCOPE, fields["actor"]);
  const subject = asSubjectId(textAt(fields["subject"], "subject", 64));
  if (!subject) throw invalid("subject", "subject-id", "must be sub_ and 32 hex digits");
  const view = textAt(fields["view"], "view", 64);
  const experience = textAt(fields["experience"], "experience", 64);
  const outcome = oneOf(fields["outcome"], "outcome", ["taken", "ignored"]);
  const told = await tellHint(call, { subject, view, experience, outcome });
  if (!told.ok) throw problemOf(told.error);
  return answer(c, { view, experience, outcome }, told.value === "told" ? 201 : 200);
}

function advisorOf({ program }: Call): CompiledAdvisor {
  const { advisor } = program.compiled;
  if (!advisor) throw invalid("site", "advisor", "must be a site of a program with an adviser");
  return advisor;
}

function problemOf(refused: HintRefusal): Problem {
  switch (refused) {
    case "not-given":
      return invalid("experience", "given", "must be a hint of this view of this person");
    case "otherwise":
      return invalid("outcome", "once", "was told otherwise before");
    case "unavailable":
      return away();
  }
}
