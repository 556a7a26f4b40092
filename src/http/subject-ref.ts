import type { Call } from "../actions/call.ts";
import { readRoot } from "../actions/consent/read-root.ts";
import { findSubjects, type SubjectRef } from "../actions/identity/find-subjects.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import { IDENTIFIER_KINDS, readIdentifier, type Identifier } from "../core/profile/identifier.ts";
import { invalid, Problem } from "./problem.ts";
import { objectAt, oneOf, textAt } from "./validate.ts";

const WAIT_MS = 2_000;

/** Reads how a server names somebody: `{type: "subject", value: "sub_…"}`, or an identifier such as `{type: "email", value}`. */
export function subjectRefAt(value: unknown, field: string): SubjectRef {
  const fields = objectAt(value, field, ["type", "value"]);
  if (fields["type"] === "subject") return { kind: "subject", value: textAt(fields["value"], `${field}.value`, 200) };
  return identifierAt(value, field, ["subject", ...IDENTIFIER_KINDS]);
}

/** Reads an identifier; one that has not the shape of its kind is refused with the rule. */
export function identifierAt(value: unknown, field: string, kinds: readonly string[] = IDENTIFIER_KINDS): Identifier {
  const fields = objectAt(value, field, ["type", "value"]);
  oneOf(fields["type"], `${field}.type`, kinds);
  const kind = oneOf(fields["type"], `${field}.type`, IDENTIFIER_KINDS);
  const read = readIdentifier(kind, textAt(fields["value"], `${field}.value`, 400));
  if (!read.ok) throw invalid(`${field}.value`, kind, read.error);
  return read.value;
}

/** The subject that is named, or the one it was merged to; refused where nobody is, or another controller's. Throws `Unavailable`. */
export async function knownRoot(call: Call, ref: SubjectRef, field: string): Promise<SubjectId> {
  const subject = await knownSubject(call, ref, field);
  const { root, registered } = await readRoot(call.platform.env, subject, [], WAIT_MS);
  if (registered && registered.controller !== call.program.site.controller)
    throw new Problem("forbidden", [{ field, rule: "controller", detail: "must be a subject of this controller" }]);
  if (registered?.state.erased) throw invalid(field, "erased", "must not be somebody who was erased");
  return root;
}

/** The subject that is named; refused where nobody is. Throws `Unavailable`. */
export async function knownSubject(call: Call, ref: SubjectRef, field: string): Promise<SubjectId> {
  const [subject] = await findSubjects(call, [ref]);
  if (subject) return subject;
  throw ref.kind === "subject" ? invalid(`${field}.value`, "subject-id", "must be sub_ and 32 hex digits") : unlinked(field);
}

/** Refuses an identifier that is nobody's. */
export function unlinked(field: string): Problem {
  return invalid(field, "linked", "must be an identifier that was linked before");
}
