import type { Call } from "../actions/call.ts";
import type { Submission } from "../actions/consent/choosing.ts";
import type { Visitor } from "../actions/consent/open-visitor.ts";
import { ageDue } from "../actions/consent/read-consent.ts";
import { OWN_METHODS, type AgeStatement, type ShownNotice } from "../core/consent/choose.ts";
import { wordingNamed } from "../core/consent/wording.ts";
import { SENSITIVE_CHOICE } from "../core/consent/state.ts";
import { IMPORT_SYSTEMS } from "../core/program/purpose.ts";
import { invalid } from "./problem.ts";
import { booleanAt, objectAt, oneOf, optionalTextAt, recordAt, textAt, type Fields } from "./validate.ts";

const MOST_CHOICES = 90;
const CODE_HASH = /^[0-9a-f]{16,64}$/;

/** Reads what a person submits in a browser or an app: decisions, the notice they saw, how they said it, and their age where it was asked. */
export function readSubmission(call: Call, body: unknown, once: string | null): Submission {
  const fields = objectAt(body, "", ["decisions", "notice", "method", "age", "source", "at"]);
  if (fields["method"] === "import") return readImport(call, fields, once);
  for (const name of ["source", "at"]) if (fields[name] !== undefined) throw invalid(name, "import", "belongs to the method import");
  const age = ageAt(fields["age"]);
  const decisions = decisionsAt(call, fields["decisions"], age !== null);
  const notice = noticeAt(fields["notice"]);
  const method = oneOf(fields["method"], "method", OWN_METHODS);
  if (Object.values(decisions).some(Boolean)) checkGrant(call, notice, age);
  return { choice: { kind: "some", decisions }, method, notice, evidence: null, age, once };
}

/** A choice the browser found in another system's cookie: of purposes that the program says its categories stand for, and of no other. */
function readImport(call: Call, fields: Fields, once: string | null): Submission {
  for (const name of ["notice", "age"]) if (fields[name] !== undefined) throw invalid(name, "import", "is not part of what is taken over");
  const source = oneOf(fields["source"], "source", IMPORT_SYSTEMS);
  const system = call.program.compiled.imports.find((item) => item.system === source);
  if (!system) throw invalid("source", "imports", "is not among the imports of this program");
  const decisions = decisionsAt(call, fields["decisions"], false);
  const mapped = new Set(Object.values(system.map).flat());
  for (const key of Object.keys(decisions)) {
    if (!mapped.has(key)) throw invalid(`decisions.${key}`, "import-map", `is not what any category of ${source} stands for`);
    const purpose = call.program.compiled.purposes.find((item) => item.key === key);
    if (purpose?.basis !== "consent") throw invalid(`decisions.${key}`, "basis", "is not a matter of consent");
  }
  const at = saidAt(call, fields["at"]);
  return {
    choice: { kind: "some", decisions },
    method: "import",
    notice: null,
    evidence: { actor: source, reference: "browser", at },
    age: null,
    once,
  };
}

/** When a person said it, where that was before; the time from which a yes or no counts. */
export function saidAt(call: Call, value: unknown): number | null {
  const text = optionalTextAt(value, "at", 40);
  if (text === undefined) return null;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw invalid("at", "date-time", "must be an RFC 3339 date and time");
  if (at > call.now) throw invalid("at", "past", "must not be in the future");
  return at;
}

/** A yes or no per purpose, per partner as `@key`, and a no to the use of sensitive data as `!sensitive`. */
export function decisionsAt(call: Call, value: unknown, mayBeEmpty: boolean): { readonly [key: string]: boolean } {
  const decisions = recordAt(value, "decisions", MOST_CHOICES);
  if (!mayBeEmpty && Object.keys(decisions).length === 0) throw invalid("decisions", "length", "must name at least one purpose");
  return Object.fromEntries(
    Object.entries(decisions).map(([key, yes]) => [key, decisionAt(call, key, booleanAt(yes, `decisions.${key}`))] as const),
  );
}

function decisionAt(call: Call, key: string, yes: boolean): boolean {
  const field = `decisions.${key}`;
  if (key === SENSITIVE_CHOICE) {
    if (yes) throw invalid(field, "limit", "must be false: it limits, and is lifted by saying yes to a purpose");
    return yes;
  }
  if (key.startsWith("@")) {
    if (!call.program.compiled.partners.some((partner) => `@${partner.key}` === key))
      throw invalid(field, "known-partner", "is not a partner of this program");
    return yes;
  }
  const purpose = call.program.compiled.notice.purposes.find((item) => item.key === key);
  if (!purpose) throw invalid(field, "known-purpose", "is not a purpose of this program");
  if (!purpose.choice) throw invalid(field, "choice", "is not a matter of choice: the service cannot be had without it");
  return yes;
}

export function noticeAt(value: unknown): ShownNotice {
  const notice: Fields = objectAt(value, "notice", ["version", "locale", "banner"]);
  const banner = optionalTextAt(notice["banner"], "notice.banner", 64) ?? null;
  if (banner !== null && !CODE_HASH.test(banner)) throw invalid("notice.banner", "hash", "must be 16 to 64 hex digits in lower case");
  return {
    version: textAt(notice["version"], "notice.version", 64),
    locale: textAt(notice["locale"], "notice.locale", 40),
    texts: null,
    banner,
  };
}

/** What a person says of their own age; a parent's word is recorded by a server. */
function ageAt(value: unknown): AgeStatement | null {
  return value === undefined ? null : { age: oneOf(value, "age", ["adult", "minor"]), parental: false };
}

/** A yes is to the text that was shown, by somebody who may say it. A no is heard whatever was shown. */
export function checkGrant(call: Call, { version, locale }: ShownNotice, age: AgeStatement | null): void {
  const { notice, locales } = call.program.compiled;
  if (wordingNamed(notice, version) === undefined)
    throw invalid("notice.version", "current", `must be the version of the notice now in force, ${notice.version}`);
  if (!locales.includes(locale)) throw invalid("notice.locale", "published", `must be one of ${locales.join(", ")}`);
  if (age?.age === "minor") throw invalid("decisions", "age", "must not grant anything together with the age of a minor");
}

export function grantsAny({ choice }: Pick<Submission, "choice">): boolean {
  return choice.kind === "some" && Object.values(choice.decisions).includes(true);
}

/** Where a site asks whether somebody is of age, an unknown age grants nothing; and nobody grows up between two answers. */
export function checkAge(call: Call, { state }: Visitor, age: AgeStatement | null, grants: boolean): void {
  if (age?.age === "adult" && state?.age === "minor")
    throw invalid("age", "stated", "was stated before; somebody who saw a proof can correct it");
  const asked = grants && age === null ? ageDue(call, state) : null;
  if (asked !== null) throw invalid("age", "required", `must say whether the person is ${asked} or older before anything is granted`);
}
