import type { Call } from "../actions/call.ts";
import type { Told } from "../actions/consent/telling.ts";
import { RECORDED_METHODS, type AgeStatement, type Evidence } from "../core/consent/choose.ts";
import type { Place } from "../core/consent/resolve-rule.ts";
import { invalid } from "./problem.ts";
import { subjectRefAt } from "./subject-ref.ts";
import { decisionsAt, noticeAt, saidAt } from "./submission.ts";
import { booleanAt, objectAt, oneOf, textAt, type Fields } from "./validate.ts";

const PROFILING: readonly string[] = ["personalization", "advertising", "sale-share"];
const WHO = ["subject", "method", "actor", "evidence", "at", "place"];

/** Reads what a person told staff or a terminal: whose choice, how it was said, who took it down, and what they hold of it. */
export function readTold(call: Call, body: unknown, once: string | null): Told {
  const fields = objectAt(body, "", [...WHO, "decisions", "notice", "age", "parental"]);
  const age = ageAt(fields);
  const decisions = decisionsAt(call, fields["decisions"], age !== null);
  const notice = fields["notice"] === undefined ? null : noticeAt(fields["notice"]);
  const told = { ...who(call, fields), notice, age, once };
  const granted = Object.keys(decisions).filter((key) => decisions[key]);
  if (granted.length > 0) checkYes(call, told, granted);
  return { ...told, choice: { kind: "some", decisions } };
}

/** Reads a withdrawal of everything that a person told somebody. */
export function readToldWithdrawal(call: Call, body: unknown, once: string | null): Told {
  return { ...who(call, objectAt(body, "", WHO)), notice: null, age: null, once, choice: { kind: "withdraw-all" } };
}

function who(call: Call, fields: Fields): Pick<Told, "subject" | "method" | "evidence" | "place"> {
  const evidence: Evidence = {
    actor: textAt(fields["actor"], "actor", 60),
    reference: textAt(fields["evidence"], "evidence", 200),
    at: saidAt(call, fields["at"]),
  };
  return {
    subject: subjectRefAt(fields["subject"], "subject"),
    method: oneOf(fields["method"], "method", RECORDED_METHODS),
    evidence,
    place: placeAt(fields["place"]),
  };
}

/** Where the person was: the place of a server says nothing of it. */
export function placeAt(value: unknown): Place | null {
  if (value === undefined) return null;
  const { country, region } = objectAt(value, "place", ["country", "region"]);
  const code = textAt(country, "place.country", 2);
  if (!/^[A-Z]{2}$/.test(code)) throw invalid("place.country", "country", "must be an ISO 3166-1 code of two capital letters");
  return { country: code, region: region === undefined ? null : textAt(region, "place.region", 6) };
}

function ageAt({ age, parental }: Fields): AgeStatement | null {
  if (age === undefined) {
    if (parental !== undefined) throw invalid("parental", "age", "must come with the age of a minor");
    return null;
  }
  const stated = oneOf(age, "age", ["adult", "minor"]);
  const agreed = parental === undefined ? false : booleanAt(parental, "parental");
  if (agreed && stated === "adult") throw invalid("parental", "age", "must come with the age of a minor");
  return { age: stated, parental: agreed };
}

/** A yes is to a text, and by somebody who may say it. */
function checkYes(call: Call, told: Pick<Told, "notice" | "age" | "method">, granted: readonly string[]): void {
  if (told.notice === null && told.method !== "import") throw invalid("notice", "required", "must name the text a yes was said to");
  if (told.age?.age === "minor" && !told.age.parental)
    throw invalid("decisions", "age", "must not grant anything for a minor without a parent's word");
  const classes = new Map(call.program.compiled.purposes.map((purpose) => [purpose.key, purpose.class]));
  const forbidden = told.age?.age === "minor" ? granted.find((key) => PROFILING.includes(classes.get(key) ?? "")) : undefined;
  if (forbidden !== undefined) throw invalid(`decisions.${forbidden}`, "minor", "must not be granted for a minor, whoever agrees");
}
