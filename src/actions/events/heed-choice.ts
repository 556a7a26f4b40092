import type { Choice } from "../../core/consent/choose.ts";
import type { Said } from "../../core/events/said.ts";
import { takenBack, tellsOfChoice } from "../../core/events/preferences.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { Unavailable } from "../../storage/within.ts";
import { actorName, hasScope, type Call } from "../call.ts";
import type { Issued } from "../consent/issue-pass.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { recordChoice } from "../consent/record-choice.ts";
import { recordTold } from "../consent/record-told.ts";
import type { Tally } from "./tally.ts";

/** Who the other calls are judged for, once what the visitor took back holds. */
interface Heeded {
  readonly visitor: Visitor;
  readonly issued: Issued | null;
  /** The calls that are left to be judged. */
  readonly events: readonly Said[];
}

/**
 * Writes down what calls of a browser take back of its own subject's consent, as the signal it is. Somebody without a
 * subject gave nothing. It holds at once, also while the database is away.
 */
export async function heedVisitor(call: Call, visitor: Visitor, calls: readonly Said[], tally: Tally): Promise<Heeded> {
  const told = calls.filter(tellsOfChoice);
  const subject = visitor.pass?.subject;
  if (!subject || told.length === 0) return { visitor, issued: null, events: calls };
  const events = calls.filter((said) => isJudged(call, said));
  for (const said of told) if (!isEvent(call, said)) tally.accept();
  const choice = takenBack(call.program.compiled, told);
  if (!choice) return { visitor, issued: null, events };
  const submission = { choice, method: "signal", notice: null, evidence: null, age: null, once: nameOf(subject, told, choice) } as const;
  const made = await recordChoice(call, visitor, submission);
  if (!made.ok) throw new Unavailable("a choice that was taken back could not be written down");
  const { issued, state } = made.value;
  return { visitor: issued ? { pass: issued.pass, state, unheard: [], broken: false } : visitor, issued, events };
}

/**
 * The same of whoever a server names: `subjects` are whom its calls point to. It needs the scope to record consent, and
 * somebody nobody knows gave nothing. Throws `Unavailable` while neither ledger nor queue takes it.
 */
export async function heedServer(call: Call, calls: readonly Said[], subjects: readonly (SubjectId | null)[], tally: Tally): Promise<void> {
  const people = new Map<SubjectId, Said[]>();
  for (const [at, said] of calls.entries()) {
    if (!tellsOfChoice(said)) continue;
    const known = knownFor(call, subjects[at] ?? null);
    if (known.ok) people.set(known.value, [...(people.get(known.value) ?? []), said]);
    if (isEvent(call, said)) continue;
    if (known.ok) tally.accept();
    else tally.drop(said, known.error);
  }
  for (const [subject, told] of people) await takeBack(call, subject, told);
}

function knownFor({ actor }: Call, subject: SubjectId | null): Result<SubjectId, "unknown-subject" | "unverified"> {
  if (subject === null) return refuse("unknown-subject");
  return hasScope(actor, "consent:record") ? ok(subject) : refuse("unverified");
}

async function takeBack(call: Call, subject: SubjectId, told: readonly Said[]): Promise<void> {
  const choice = takenBack(call.program.compiled, told);
  if (!choice) return;
  const at = Math.max(...told.map((said) => said.at));
  const made = await recordTold(call, {
    subject: { kind: "subject", value: subject },
    choice,
    method: "signal",
    notice: null,
    evidence: { actor: actorName(call.actor), reference: `segment:${told[0]?.id ?? ""}`, at },
    age: null,
    place: null,
    once: nameOf(subject, told, choice),
  });
  if (!made.ok && made.error.kind !== "other-controller") throw new Unavailable("a choice that was taken back could not be written down");
}

/** False for a call that tells of a choice and is no event of the program. */
export function isJudged(call: Call, said: Said): boolean {
  return !tellsOfChoice(said) || isEvent(call, said);
}

/** A program may declare the call as an event, too: then it is counted as one. */
function isEvent(call: Call, said: Said): boolean {
  return call.program.events.has(said.name);
}

/** The same calls brought again are the same choice: the ledger has it, and what the person said since stays. */
function nameOf(subject: SubjectId, told: readonly Said[], choice: Choice): string {
  return JSON.stringify(["segment", subject, told.map(({ id }) => id), choice]);
}
