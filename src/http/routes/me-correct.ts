import type { Context } from "hono";
import { renewPass } from "../../actions/consent/renew-pass.ts";
import { sealChoice } from "../../actions/consent/seal-choice.ts";
import { correctValue } from "../../actions/rights/correct-value.ts";
import { restrictSubject } from "../../actions/rights/restrict-subject.ts";
import type { FacetValue } from "../../core/consent/pass.ts";
import { answer } from "../answer.ts";
import { inWords } from "../consent-words.ts";
import type { App } from "../env.ts";
import { openProven } from "../person.ts";
import { away, invalid, type Problem } from "../problem.ts";
import { booleanAt, objectAt, readJson, textAt } from "../validate.ts";

const FAULTS = {
  known: "must be an attribute of this program",
  type: "must be of the attribute's type",
  computed: "must be deleted instead: it is worked out from what happened",
  unheld: "must be something that is known",
} as const;

/** PATCH /v1/me/attributes: one value is told right, or deleted with null. */
export async function correctMeRoute(c: Context<App>): Promise<Response> {
  const { call, visitor, subject } = await openProven(c);
  const fields = objectAt(await readJson(c.req.raw), "", ["attribute", "value"]);
  const attribute = textAt(fields["attribute"], "attribute", 100);
  if (fields["value"] === undefined) throw invalid("value", "required", "must be what is right, or null for nothing");
  const done = await correctValue(call, subject, attribute, fields["value"] as FacetValue | null);
  if (!done.ok) throw problemOf(done.error);
  return answer(c, { attribute, value: fields["value"] }, 200, await renewPass(call, visitor));
}

/** POST /v1/me/restrict: from now on all that is known is stored and not used, or that ends. */
export async function restrictMeRoute(c: Context<App>): Promise<Response> {
  const { call, visitor, subject } = await openProven(c);
  const isRestricted = booleanAt(objectAt(await readJson(c.req.raw), "", ["restricted"])["restricted"], "restricted");
  const done = await restrictSubject(call, subject, isRestricted, null);
  if (!done.ok) throw away();
  const { receipt, state, held, subject: root } = done.value;
  const outcome = { subject: root, state, held, visitor, pending: [], stored: true, refused: isRestricted };
  const made = receipt && (await sealChoice(call, { ...outcome, id: receipt }));
  const words = made ? inWords(call.program, state, made.permit) : {};
  return answer(c, { restricted: isRestricted, receipt, version: state.version, ...words }, 200, made?.issued ?? null);
}

function problemOf(refused: keyof typeof FAULTS | "unavailable"): Problem {
  return refused === "unavailable" ? away() : invalid(refused === "type" ? "value" : "attribute", refused, FAULTS[refused]);
}
