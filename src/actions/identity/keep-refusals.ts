import { mergeDecisions, mergeNone } from "../../core/consent/merge.ts";
import { NOTHING_SAID } from "../../core/consent/state.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Call } from "../call.ts";
import { appendRecord } from "../consent/append-record.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { readProfiled } from "../consent/read-held.ts";
import { mergeRecord, stepId } from "./merge-record.ts";

/**
 * Somebody who refused here before they signed in has no subject to merge, but a no: it wins over what they had allowed
 * elsewhere. True when the ledger holds it.
 */
export async function keepRefusals(call: Call, visitor: Visitor, root: SubjectId, id: string): Promise<boolean> {
  const refused = visitor.state;
  if (!refused || (Object.keys(refused.decisions).length === 0 && refused.none === null)) return true;
  const held = await readProfiled(call, root, null);
  if (!held) return false;
  const written = await appendRecord(call, {
    subject: held.subject ?? root,
    id: await stepId({ id }, "refused-before"),
    carried: NOTHING_SAID,
    unheard: [],
    held,
    once: false,
    record: (before) =>
      mergeRecord(call, { id: id.slice(0, 32), source: "sign-in" }, "merge", before, {
        decisions: mergeDecisions(before, refused),
        none: mergeNone(before, refused),
        age: refused.age === "minor" ? { age: "minor", parental: refused.parental && before.parental } : null,
      }),
  });
  return written.ok || written.error === "settled";
}
