import type { Pass } from "../../core/consent/pass.ts";
import { askedIn } from "../../core/exchange/ask.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { restOfAsk, type CompiledAsk } from "../../core/program/compiled-ask.ts";
import type { Call } from "../call.ts";
import { issuePass, type Issued } from "../consent/issue-pass.ts";
import { judgeVisitor } from "../consent/judge-visitor.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { noteAsked } from "./note-asked.ts";
import { openPut } from "./put-ask.ts";

/**
 * Seals into the pass that a question was seen: from here on it rests. Refused from whom it was not put to, and while nobody
 * could count it: then it comes again.
 */
export async function seeAsk(
  call: Call,
  visitor: Visitor,
  ask: CompiledAsk,
  token: string,
): Promise<Result<Issued, "not-put" | "unavailable">> {
  const pass = await passAsked(call, visitor, ask, token);
  if (!pass?.subject) return refuse("not-put");
  const put = pass === visitor.pass ? null : await openPut(call, pass.subject, ask, token);
  try {
    if (put) await noteAsked(call, pass.subject, { ask: ask.key, variant: put.variant, said: "seen" });
  } catch {
    return refuse("unavailable");
  }
  return ok(await issuePass(call, pass));
}

/** The pass in which it says that this person saw the question, by what it says already or by a token; null where they did not. */
export async function passAsked(call: Call, visitor: Visitor, ask: CompiledAsk, token: string | null): Promise<Pass | null> {
  const { pass } = visitor;
  if (!pass?.subject || !pass.lease || !isLive(call, visitor)) return null;
  if ((pass.lease.rests[restOfAsk(ask.key)] ?? 0) > call.now) return pass;
  if (token === null || !(await openPut(call, pass.subject, ask, token))) return null;
  return { ...pass, lease: askedIn(pass.lease, ask, call.now) };
}

function isLive(call: Call, visitor: Visitor): boolean {
  const { carried } = judgeVisitor(call, visitor);
  return carried?.live === true && carried.known;
}
