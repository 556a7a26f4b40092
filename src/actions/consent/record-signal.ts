import { recordOf } from "../../core/consent/choose.ts";
import { isNo, saidOf, type ConsentState } from "../../core/consent/state.ts";
import { receiptId, type SubjectId } from "../../core/kernel/ids.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";
import { appendRecord } from "./append-record.ts";
import { writeDenyHint } from "../../storage/cache/deny.ts";
import { readProfiled, type Held } from "./read-held.ts";

/**
 * The purposes a binding signal refuses that the person's own state does not refuse yet. Where the law makes Global
 * Privacy Control an opt-out request it holds for the person and not for the request alone (11 CCR 7025(c)(1)), and its
 * later absence is no new consent.
 */
export function unrecordedBySignal(call: Call, state: ConsentState): readonly string[] {
  if (!call.signals.gpc || call.rule.gpc.duty !== "binding") return [];
  return call.program.compiled.notice.purposes.flatMap((purpose) => {
    const stops = purpose.choice && call.signals.refused[purpose.class] === "gpc";
    return stops && !isNo(saidOf(state, purpose.key)) ? [purpose.key] : [];
  });
}

/** Writes a signal down as the opt-out it is; answers what the register then holds. A signal that cannot be written yet still holds for the request. */
export async function recordSignal(call: Call, subject: SubjectId, carried: ConsentState, held: Held): Promise<Held> {
  const refused = unrecordedBySignal(call, held.state);
  if (refused.length === 0) return held;
  const choice = { kind: "some", decisions: Object.fromEntries(refused.map((key) => [key, false])) } as const;
  const written = await appendRecord(call, {
    subject,
    id: receiptId(randomBytes(16)),
    carried,
    unheard: [],
    held,
    once: false,
    record: (before) =>
      recordOf(choice, call.program.compiled, before, {
        at: call.now,
        site: call.program.site.key,
        controller: call.program.site.controller,
        method: "signal",
        notice: null,
        rule: call.rule,
        signals: call.signals,
        evidence: null,
        age: null,
      }),
  });
  if (!written.ok) return held;
  call.platform.defer(writeDenyHint(call.platform, subject, written.value));
  return { ...held, version: written.value.version, state: written.value };
}

/** The same upon a choice that was just made: a yes that the signal of its own request stops is no yes on other devices. */
export async function recordSignalOn(call: Call, subject: SubjectId, made: ConsentState): Promise<ConsentState> {
  if (unrecordedBySignal(call, made).length === 0) return made;
  const held = await readProfiled(call, subject, null);
  return held ? (await recordSignal(call, subject, made, held)).state : made;
}
