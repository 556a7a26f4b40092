import { applyRecord } from "../../core/consent/choose.ts";
import { asSubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { hasNo, type Choosing } from "./choosing.ts";
import { findRecorded } from "./find-recorded.ts";
import { readProfiled } from "./read-held.ts";
import { sealChoice, type ChoiceMade } from "./seal-choice.ts";

/**
 * Answers a choice that was recorded before under its key: with its receipt, what holds now, and the pass whose answer may
 * have been lost. Null where nothing was recorded; `reused` where it was another choice.
 */
export async function replayChoice({ call, visitor, known, ids, submission }: Choosing): Promise<Result<ChoiceMade | null, "reused">> {
  const { choice } = submission;
  const id = ids.receipt;
  const recorded = await findRecorded(call, known.subject ?? ids.subject, id, choice);
  if (!recorded) return ok(null);
  if (!recorded.isSame) return refuse("reused");
  const subject = asSubjectId(recorded.chain);
  const held = await readProfiled(call, subject, visitor.pass);
  if (!held) return ok(null);
  const state = subject === null ? applyRecord(known.carried, recorded.record, 1) : held.state;
  const { pending } = known;
  return ok(await sealChoice(call, { subject, id, state, held, visitor, pending, stored: true, refused: hasNo(choice) }));
}
