import type { ShownNotice } from "../../core/consent/choose.ts";
import type { FacetValue } from "../../core/consent/pass.ts";
import { isUnsaid, refusedIn } from "../../core/exchange/ask.ts";
import { shownBenefit } from "../../core/exchange/benefit.ts";
import { promiseOf } from "../../core/exchange/promise.ts";
import { isNegative } from "../../core/exchange/negative.ts";
import { refuse, ok, type Result } from "../../core/kernel/result.ts";
import { DAY } from "../../core/kernel/instant.ts";
import type { CompiledAsk } from "../../core/program/compiled-ask.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Pass } from "../../core/consent/pass.ts";
import { readExchange, type Exchange } from "../../storage/exchange.ts";
import type { Call } from "../call.ts";
import { issuePass, type Issued } from "../consent/issue-pass.ts";
import { judgeVisitor } from "../consent/judge-visitor.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { readProfiled } from "../consent/read-held.ts";
import { recordChoice } from "../consent/record-choice.ts";
import { renewPass } from "../consent/renew-pass.ts";
import { readFamily } from "../identity/read-family.ts";
import { keepIncentive } from "./keep-incentive.ts";
import { keepPromise } from "./keep-promise.ts";
import { keepAnswer } from "./keep-answer.ts";
import { noteAsked } from "./note-asked.ts";
import { openPut } from "./put-ask.ts";
import { passAsked } from "./see-ask.ts";

/** An answer: a value, a yes to the words of a notice, or a no to the question. */
export type Answer =
  | { readonly kind: "value"; readonly value: FacetValue; readonly locale: string; readonly once: string }
  | { readonly kind: "consent"; readonly notice: ShownNotice; readonly locale: string; readonly once: string }
  | { readonly kind: "refused" };

/** `exchange`: under which id it is kept what was given, and null for a no. */
export interface Answering {
  readonly exchange: string | null;
  /** Which of its benefits the question was shown with; null for its own. */
  readonly variant: string | null;
  /** True where what was promised has come already. */
  readonly isKept: boolean;
  readonly issued: Issued | null;
}

/**
 * `not-put`: nobody asked this person. `answered`: there is nothing to answer any more. `no-consent`: what it is for is not
 * allowed. `reused`: the key stood for another answer. `conflict`: the consent was changed elsewhere meanwhile.
 */
export type AnswerRefusal = "not-put" | "answered" | "no-consent" | "reused" | "conflict" | "unavailable";

const WAIT_MS = 1_000;

/** Takes the answer to a question that was put to this person: what is given, and what for, are written together or not at all. */
export async function answerAsk(
  call: Call,
  opened: Visitor,
  ask: CompiledAsk,
  answer: Answer,
  token: string | null = null,
): Promise<Result<Answering, AnswerRefusal>> {
  const pass = await passAsked(call, opened, ask, token);
  if (!pass?.subject) return refuse("not-put");
  const visitor = { ...opened, pass };
  const variant = await variantOf(call, pass.subject, ask, token);
  if (answer.kind === "refused") return refuseIt(call, visitor, pass, ask, variant);
  if ((judgeVisitor(call, visitor).permit.mask & (1 << ask.purpose)) === 0) return refuse("no-consent");
  try {
    return await give(call, visitor, pass.subject, ask, { ...answer, variant });
  } catch {
    return refuse("unavailable");
  }
}

/** Which of its benefits the question was shown with, as its token says. */
async function variantOf(call: Call, subject: SubjectId, ask: CompiledAsk, token: string | null): Promise<string | null> {
  const put = token === null ? null : await openPut(call, subject, ask, token);
  return put?.variant ?? null;
}

/** A no is heard whatever becomes of its count. */
async function refuseIt(
  call: Call,
  visitor: Visitor,
  pass: Pass,
  ask: CompiledAsk,
  variant: string | null,
): Promise<Result<Answering, never>> {
  if (pass.subject) await noteAsked(call, pass.subject, { ask: ask.key, variant, said: "refused" }).catch(() => undefined);
  return ok({ exchange: null, variant: null, isKept: false, issued: await fallSilent(call, visitor, pass, ask) });
}

/** After a no this browser asks nothing at once, and the person's others from their next renewal on. */
async function fallSilent(call: Call, visitor: Visitor, pass: Pass, ask: CompiledAsk): Promise<Issued> {
  const silent = { ...pass, lease: pass.lease && refusedIn(pass.lease, ask, call.now) };
  return (await renewPass(call, { ...visitor, pass: silent })) ?? issuePass(call, silent);
}

/** An answer, and which of its benefits the question was shown with. */
type Shown = Exclude<Answer, { kind: "refused" }> & { readonly variant: string | null };

/** Something given, and whether it was before by the same request. */
interface Giving {
  readonly call: Call;
  readonly visitor: Visitor;
  readonly ask: CompiledAsk;
  readonly given: Exchange;
  readonly isDone: boolean;
}

async function give(
  call: Call,
  visitor: Visitor,
  carried: SubjectId,
  ask: CompiledAsk,
  answer: Shown,
): Promise<Result<Answering, AnswerRefusal>> {
  const held = await readProfiled(call, carried, visitor.pass);
  if (!held || held.erased) return refuse("unavailable");
  const asked = await exchangeOf(call, held.subject ?? carried, ask, answer);
  const { same, newest } = await readAnswered(call, asked);
  if (same && same.digest !== asked.digest) return refuse("reused");
  const isLately = newest !== null && newest + ask.every * DAY > call.now;
  if (!same && isLately) return refuse("answered");
  const giving: Giving = { call, visitor, ask, given: { ...asked, ...same }, isDone: same !== null };
  return answer.kind === "consent" ? giveYes(giving, answer) : giveValue(giving, answer.value);
}

/** What was given under this id, and when last for this ask, by whichever record of the person. */
async function readAnswered(call: Call, given: Exchange): ReturnType<typeof readExchange> {
  const { env } = call.platform;
  const own = await readExchange(env, given.subject, given, WAIT_MS);
  if (own.same || !own.hasMerged) return own;
  const { subjects } = await readFamily(env, given.subject);
  const others = await Promise.all(subjects.map((subject) => readExchange(env, subject, given, WAIT_MS)));
  return {
    ...own,
    newest: others.reduce<number | null>((latest, { newest }) => (newest === null ? latest : Math.max(newest, latest ?? 0)), null),
  };
}

async function giveValue({ call, visitor, ask, given, isDone }: Giving, value: FacetValue): Promise<Result<Answering, AnswerRefusal>> {
  const kept = isDone ? null : await keepAnswer(call, ask, value, given);
  if (kept && !(kept === "answered" && (await isTwin(call, given)))) return refuse(kept);
  const isKept = await keepAtOnce(call, given);
  const { pass } = visitor;
  // After a negative answer nobody asks on, as after a no.
  const issued = pass && isNegative(ask, value) ? await fallSilent(call, visitor, pass, ask) : await renewPass(call, visitor);
  return ok({ exchange: given.id, variant: given.variant, isKept, issued });
}

/** What was promised comes with the answer where it can; what is cut off is kept by the hourly job. */
async function keepAtOnce(call: Call, { subject, id, promised }: Exchange): Promise<boolean> {
  return promised === null || keepPromise(call, { ...promised, subject, id }).catch(() => false);
}

/** True where the same request, on its way at the same time, was faster. */
async function isTwin(call: Call, given: Exchange): Promise<boolean> {
  const { same } = await readExchange(call.platform.env, given.subject, given, WAIT_MS);
  return same?.digest === given.digest;
}

/** The ledger says which question was asked, in which version of the program; the exchange is in the batch of the grant. */
async function giveYes(
  { call, visitor, ask, given, isDone }: Giving,
  { notice, once }: Extract<Answer, { kind: "consent" }>,
): Promise<Result<Answering, AnswerRefusal>> {
  if (!isDone && !isUnsaid(judgeVisitor(call, visitor).permit, ask.consent ?? -1)) return refuse("answered");
  const made = await recordChoice(call, visitor, {
    choice: { kind: "some", decisions: { [given.what]: true } },
    ...{ method: "ask", notice, age: null, once: `ask|${ask.key}|${once}` },
    evidence: { actor: "ask", reference: `${call.program.hash}/${ask.key}`, at: null },
    beside: { kind: "exchange", given },
  });
  if (!made.ok) return refuse(made.error.kind);
  return ok({ exchange: given.id, variant: given.variant, isKept: await keepAtOnce(call, given), issued: made.value.issued });
}

async function exchangeOf(call: Call, subject: SubjectId, ask: CompiledAsk, answer: Shown): Promise<Exchange> {
  const { program, platform } = call;
  const { keyring } = platform;
  const { purposes, attributes } = program.compiled;
  const said = answer.kind === "value" ? answer.value : answer.notice.version;
  const [id, digest] = await Promise.all([
    keyring.name("exchange", `${subject}|${ask.key}|${answer.once}`),
    keyring.name("answer", JSON.stringify([subject, ask.key, answer.kind, said])),
  ]);
  return {
    ...{
      subject,
      id: `exc_${subject.slice(4, 6)}${id}`,
      ask: ask.key,
      controller: program.site.controller,
      gave: answer.kind,
      digest,
      at: call.now,
      benefit: shownBenefit(ask, answer.variant).kind,
      variant: answer.variant,
      moment: ask.moment,
      program: program.hash,
    },
    what: (answer.kind === "value" ? attributes[ask.attribute ?? -1]?.key : purposes[ask.consent ?? -1]?.key) ?? "",
    purpose: purposes[ask.purpose]?.key ?? "",
    promised: promiseOf(ask, call.now),
    incentive: await keepIncentive(call, ask, answer.locale),
  };
}
