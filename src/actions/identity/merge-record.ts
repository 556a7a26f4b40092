import type { ConsentRecord } from "../../core/consent/choose.ts";
import type { Decisions } from "../../core/consent/merge.ts";
import { RULES_VERSION } from "../../core/consent/rules-table.ts";
import type { ConsentState } from "../../core/consent/state.ts";
import { sha256Hex } from "../../core/kernel/bytes.ts";
import { asReceiptId, type ReceiptId } from "../../core/kernel/ids.ts";
import type { Merge } from "../../storage/merge.ts";
import type { Call } from "../call.ts";

/** What one of two chains is told of a merge or of its end: who said so, and what holds from now on. */
export function mergeRecord(
  call: Call,
  merge: Pick<Merge, "id" | "source">,
  method: "merge" | "unmerge",
  before: ConsentState,
  change: { readonly decisions: Decisions; readonly none: number | null; readonly age: ConsentRecord["age"]; readonly restricted?: true },
): ConsentRecord {
  return {
    at: call.now,
    site: call.program.site.key,
    controller: call.program.site.controller,
    method,
    notice: null,
    rule: before.rulesVersion === "" ? call.rule.id : before.rule,
    rulesVersion: before.rulesVersion === "" ? RULES_VERSION : before.rulesVersion,
    signals: { gpc: false },
    evidence: { actor: merge.source, reference: merge.id, at: null },
    ...change,
  };
}

/** The receipt of one step, the same whenever the step is taken again, so that the ledger holds it once. */
export async function stepId(merge: Pick<Merge, "id">, ...step: readonly (string | number)[]): Promise<ReceiptId> {
  const id = asReceiptId(`rcp_${(await sha256Hex(["merge", merge.id, ...step].join("|"))).slice(0, 32)}`);
  if (!id) throw new Error("a hash that is no id");
  return id;
}
