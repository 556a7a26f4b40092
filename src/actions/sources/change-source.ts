import { sourceChoice } from "../../core/consent/source-choice.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { Call } from "../call.ts";
import type { Issued } from "../consent/issue-pass.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { recordChoice } from "../consent/record-choice.ts";
import type { ChoiceRefused } from "../consent/refuse-choice.ts";
import type { ChoiceMade } from "../consent/seal-choice.ts";
import { renewPass } from "../consent/renew-pass.ts";

/** `disconnect`: nothing more is taken, and what there is goes. `clear`: what there is goes. `connect`: taken again, from now on. */
export type SourceChange = "disconnect" | "clear" | "connect";

interface Changed {
  readonly receipt: string | null;
  /** False while only this browser and the queue know. */
  readonly stored: boolean;
  readonly issued: Issued | null;
}

/**
 * Changes what is taken of a source. It is a choice like any other: in the ledger, and checked where anything is written, so
 * that what is on its way is not kept. To clear is to disconnect and to connect again.
 */
export async function changeSource(
  call: Call,
  visitor: Visitor,
  source: string,
  change: SourceChange,
): Promise<Result<Changed, ChoiceRefused>> {
  const made = await choose(call, visitor, source, change === "connect");
  if (!made.ok) return made;
  const { receipt, stored } = made.value;
  const after = visitorOf(made.value.issued, visitor);
  const again = change === "clear" && stored ? await choose({ ...call, now: call.now + 1 }, after, source, true) : null;
  if (again && !again.ok) return refuse(again.error);
  const last = again?.value.issued ?? made.value.issued;
  // What the pass carries of the source goes with it.
  const issued = stored ? await renewPass(call, visitorOf(last, after)) : null;
  return ok({ receipt, stored, issued: issued ?? last });
}

function choose(call: Call, visitor: Visitor, source: string, yes: boolean): Promise<Result<ChoiceMade, ChoiceRefused>> {
  const choice = { kind: "some", decisions: { [sourceChoice(source)]: yes } } as const;
  return recordChoice(call, visitor, { choice, method: "settings", notice: null, evidence: null, age: null, once: null });
}

function visitorOf(issued: Issued | null, before: Visitor): Visitor {
  return issued ? { pass: issued.pass, state: issued.pass.state, unheard: [], broken: false } : before;
}
