import type { AgeStatement, Choice, ConsentRecord, Evidence, Method, ShownNotice } from "../../core/consent/choose.ts";
import { recordOf } from "../../core/consent/choose.ts";
import type { PendingWithdrawal } from "../../core/consent/pass.ts";
import type { ConsentState } from "../../core/consent/state.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Beside } from "../../storage/beside.ts";
import type { Call } from "../call.ts";
import type { ChoiceIds } from "./choice-ids.ts";
import type { Visitor } from "./open-visitor.ts";
import type { Held } from "./read-held.ts";

/** What a person submits. */
export interface Submission {
  readonly choice: Choice;
  readonly method: Method;
  readonly notice: ShownNotice | null;
  readonly evidence: Evidence | null;
  readonly age: AgeStatement | null;
  /** The client's own name for this choice, under which it may be submitted again. */
  readonly once: string | null;
  /** What is written in the same batch as a grant. */
  readonly beside?: Beside;
}

/** Of whom a choice is, and what is known of them. */
export interface Known {
  readonly subject: SubjectId | null;
  readonly carried: ConsentState;
  /** What the database holds; null when it is away. */
  readonly held: Held | null;
  readonly pending: readonly PendingWithdrawal[];
}

/** A choice on its way to the ledger. */
export interface Choosing {
  readonly call: Call;
  readonly visitor: Visitor;
  readonly known: Known;
  readonly ids: ChoiceIds;
  readonly submission: Submission;
}

/** The record of a choice upon a state. An age that only this browser knows comes along when a subject is made. */
export function recordFor({ call, known, submission }: Choosing, choice: Choice, before: ConsentState): ConsentRecord {
  const { carried, held } = known;
  const told = held?.version === 0 && carried.age !== null ? { age: carried.age, parental: carried.parental } : null;
  return recordOf(choice, call.program.compiled, before, {
    at: call.now,
    site: call.program.site.key,
    controller: call.program.site.controller,
    method: submission.method,
    notice: submission.notice,
    evidence: submission.evidence,
    age: submission.age ?? told,
    rule: call.rule,
    signals: call.signals,
  });
}

/** True for a choice that grants anything. */
export function hasYes(choice: Choice): boolean {
  return choice.kind === "some" && Object.values(choice.decisions).some(Boolean);
}

/** True for a choice that refuses or takes back anything. */
export function hasNo(choice: Choice): boolean {
  return choice.kind === "withdraw-all" || Object.values(choice.decisions).some((yes) => !yes);
}
