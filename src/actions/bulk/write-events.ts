import { takesFrom } from "../../core/consent/source-choice.ts";
import { grantedAfter } from "../../core/consent/state.ts";
import { withoutPurposes } from "../../core/events/categories.ts";
import { ruleById } from "../../core/consent/resolve-rule.ts";
import { eventFault, type ImportEvent } from "../../core/events/import-event.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Registered } from "../../storage/register.ts";
import type { Call } from "../call.ts";
import { packEvents } from "../events/pack-events.ts";
import { sendEvents } from "../events/send-events.ts";
import { permitOfRegister } from "../gate-message.ts";
import { findSubjects } from "../identity/find-subjects.ts";
import { DISCONNECTED, OTHER_CONTROLLER, type ImportOrigin, type Outcome } from "./outcome.ts";
import { readRoots } from "./read-people.ts";

/**
 * Sends what records say people did the way every event goes: through the queue, whose consumer gates each again and counts
 * it once by its id. Kept is what the register of a known person allows. Throws `Unavailable`.
 */
export async function writeEvents(call: Call, records: readonly ImportEvent[], origin: ImportOrigin): Promise<readonly Outcome[]> {
  const subjects = await findSubjects(
    call,
    records.map(({ named }) => named),
  );
  const { roots, registers } = await readRoots(
    call,
    subjects.filter((subject) => subject !== null),
  );
  const kept: Kept[] = [];
  const outcomes = records.map((record, at): Outcome => {
    const subject = subjects[at] ?? null;
    const registered = registers.get((subject && roots.get(subject)) ?? "") ?? null;
    if (!subject || !registered) return { did: "refused", faults: [UNKNOWN] };
    if (registered.controller !== call.program.site.controller) return { did: "refused", faults: [OTHER_CONTROLLER] };
    if (!takesFrom(registered.state, origin.source, record.event.at)) return { did: "refused", faults: [DISCONNECTED] };
    const own = { ...call, rule: ruleFor(call, registered) };
    const refused = grantedAfter(registered.state, record.event.at);
    const permit = withoutPurposes(call.program.compiled, permitOfRegister(own, registered, "server"), refused);
    const fault = eventFault(call.program, record, permit, call.now);
    if (fault) return { did: "refused", faults: [fault] };
    kept.push({ subject, rule: own.rule.id, record, refused });
    return { did: "written", faults: [] };
  });
  if (!origin.isDry) await sendEvents(call, messagesOf(call, kept, origin.source));
  return outcomes;
}

interface Kept {
  readonly subject: SubjectId;
  readonly rule: string;
  readonly record: ImportEvent;
  /** Keys of purposes that somebody refused since it happened. */
  readonly refused: readonly string[];
}

const UNKNOWN = { field: "(record)", rule: "unknown-subject", detail: "must name somebody who is known here" };

/** What somebody's own last choice was made under. */
function ruleFor(call: Call, { state }: Registered): Call["rule"] {
  return ruleById(state.rule) ?? call.rule;
}

function messagesOf(call: Call, kept: readonly Kept[], source: string) {
  const { signals } = call;
  return [...Map.groupBy(kept, ({ subject, refused }) => [subject, ...refused].join(" ")).values()].flatMap((items) => {
    const [first] = items;
    if (!first) return [];
    const { subject, rule, refused } = first;
    const common = { site: call.program.site.key, subject, rule, signals, from: "server", source, taken: call.now, refused } as const;
    return packEvents(
      common,
      items.map(({ record }) => record.event),
    );
  });
}
