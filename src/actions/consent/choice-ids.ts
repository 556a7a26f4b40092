import { fromBase64Url } from "../../core/kernel/bytes.ts";
import { receiptId, subjectId, type ReceiptId, type SubjectId } from "../../core/kernel/ids.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";

/** The receipt of a choice, and the subject it makes where nobody stands behind it yet. */
export interface ChoiceIds {
  readonly receipt: ReceiptId;
  /** Of its refusals alone, where its grants could not be recorded. */
  readonly noes: ReceiptId;
  readonly subject: SubjectId;
}

/**
 * Ids for a choice: fresh ones, or those that a client's own key stands for, so that a request sent again after its
 * answer was lost is the same choice of the same person. They are keyed hashes: the key alone does not tell them.
 */
export async function choiceIds(call: Call, once: string | null, sender = ""): Promise<ChoiceIds> {
  if (once === null) {
    return { receipt: receiptId(randomBytes(16)), noes: receiptId(randomBytes(16)), subject: subjectId(randomBytes(16)) };
  }
  const named = async (label: string): Promise<Uint8Array> => {
    const name = await call.platform.keyring.name(label, `${call.program.site.controller}|${sender}|${once}`);
    return fromBase64Url(name) ?? randomBytes(16);
  };
  const [receipt, noes, subject] = await Promise.all([named("once-receipt"), named("once-noes"), named("once-subject")]);
  return { receipt: receiptId(receipt), noes: receiptId(noes), subject: subjectId(subject) };
}
