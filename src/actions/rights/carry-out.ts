import { choiceOf } from "../../core/rights/carried-out.ts";
import type { Choice, Evidence } from "../../core/consent/choose.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { KeptRequest } from "../../storage/request.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import { choiceIds } from "../consent/choice-ids.ts";
import { recordTold } from "../consent/record-told.ts";
import type { SubjectRef } from "../identity/find-subjects.ts";
import { eraseSubject } from "./erase-subject.ts";
import { openContact } from "./request-contact.ts";
import { restrictSubject } from "./restrict-subject.ts";

/**
 * Does what a request asks for, before it counts as answered; answers whose request it is from then on. Under ids of the
 * request's own it happens once, however often an answer that was cut off is sent again. Throws `Unavailable`.
 */
export async function carryOut(call: Call, request: KeptRequest, actor: string): Promise<Result<SubjectId | null, "other-controller">> {
  const { kind, subject } = request;
  // Whichever key sends it again: the ids are the request's.
  const own: Call = { ...call, actor: { kind: "system", job: "requests" } };
  const evidence = { actor, reference: request.id, at: request.received };
  if (kind === "erasure" && subject) return erased(call, subject);
  if (kind === "restriction" && subject) return restricted(own, subject, evidence);
  const choice = choiceOf(kind, call.program.compiled.purposes);
  const who = choice && (await chooserOf(call, request));
  return choice && who ? told(own, who, choice, evidence) : ok(subject);
}

/** An opt-out counts for whoever it names, verified or not (11 CCR 7060(b)); any other choice only for whom it was shown to be of. */
async function chooserOf(call: Call, { id, kind, subject, contact }: KeptRequest): Promise<SubjectRef | null> {
  if (subject) return { kind: "subject", value: subject };
  return kind === "opt-out" ? ((await openContact(call.platform, id, contact))?.who ?? null) : null;
}

/** The request is nobody's then. What the stores still hold the hourly job takes, once nobody may use it any more. */
async function erased(call: Call, subject: SubjectId): Promise<Result<null, "other-controller">> {
  const made = await eraseSubject(call, subject);
  if (!made.ok) return made.error === "unknown" ? ok(null) : refuse(made.error);
  if (made.value.settled) return ok(null);
  throw new Unavailable("an erasure has not begun");
}

async function restricted(call: Call, subject: SubjectId, evidence: Evidence): Promise<Result<SubjectId, never>> {
  const { receipt } = await choiceIds(call, evidence.reference, "restriction");
  const done = await restrictSubject(call, subject, true, evidence, receipt);
  if (!done.ok) throw new Unavailable("a restriction could not be written");
  return ok(subject);
}

async function told(
  call: Call,
  who: SubjectRef,
  choice: Choice,
  evidence: Evidence,
): Promise<Result<SubjectId | null, "other-controller">> {
  // A program that has other purposes since is told of those too.
  const once = `${evidence.reference}|${choice.kind === "some" ? Object.keys(choice.decisions).toSorted().join() : "all"}`;
  const common = { method: "agent", notice: null, age: null, place: null } as const;
  const made = await recordTold(call, { ...common, subject: who, choice, evidence, once });
  if (made.ok) return ok(made.value.subject);
  if (made.error.kind === "other-controller") return refuse("other-controller");
  if (made.error.kind === "unknown-subject") return ok(null);
  throw new Unavailable(`a no could not be recorded: ${made.error.kind}`);
}
