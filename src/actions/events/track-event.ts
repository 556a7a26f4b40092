import type { Delta } from "../../core/consent/pass.ts";
import { admitEvent, type NotAdmitted } from "../../core/events/admit.ts";
import { foldEvent } from "../../core/events/fold.ts";
import type { AttributeValues } from "../../core/profile/values.ts";
import { facetsFor } from "../../core/profile/facets.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { send } from "../../storage/outbox.ts";
import { permitOf, type Call } from "../call.ts";
import { issuePass, type Issued } from "../consent/issue-pass.ts";
import { carriedOf, type Visitor } from "../consent/open-visitor.ts";

export interface TrackInput {
  readonly event: string;
  readonly properties: { readonly [field: string]: unknown };
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Events the pass remembers until a renewal finds them in the profile. */
const MOST_DELTAS = 8;

/**
 * Takes an event in: gates it, puts it in the queue, and folds it into the facets of the pass at once. Without a live
 * pass that allows one of the event's purposes it is dropped before anything is stored. Throws when the queue is away.
 */
export async function trackEvent(call: Call, visitor: Visitor, input: TrackInput): Promise<Result<Issued, NotAdmitted>> {
  const carried = carriedOf(visitor, call.now);
  const permit = permitOf(call, carried);
  const admitted = admitEvent(call.program, permit, input.event, input.properties);
  if (!admitted.ok) return admitted;
  const { pass } = visitor;
  if (!pass?.subject || !carried?.live || !carried.known) return refuse("no-consent");
  const event = { id: input.messageId, name: input.event, at: input.at, fields: admitted.value };
  await send(
    call.platform,
    { kind: "event", site: call.program.site.key, subject: pass.subject, rule: call.rule.id, signals: call.signals, event },
    call.now,
  );
  if (pass.deltas.some((delta) => delta.id === event.id)) return ok(await issuePass(call, pass));
  const values = Object.fromEntries(
    Object.entries(pass.facets).map(([key, value]) => [key, { value, source: "observed", at: 0, origin: "event", purposes: [] }]),
  ) as AttributeValues;
  const folded = foldEvent(call.program, values, event, permit);
  const facets = facetsFor(call.program, permit, withoutOmitted(folded, pass.omitted), pass.hard);
  const delta: Delta = { id: event.id, event: event.name, at: event.at, fields: event.fields };
  return ok(await issuePass(call, { ...pass, facets, deltas: [...pass.deltas, delta].slice(-MOST_DELTAS) }));
}

/** A facet that did not fit the pass is not begun anew from this event: a decision that needs it reads the profile. */
function withoutOmitted(values: AttributeValues, omitted: readonly string[]): AttributeValues {
  if (omitted.includes("*")) return {};
  return omitted.length === 0 ? values : Object.fromEntries(Object.entries(values).filter(([key]) => !omitted.includes(key)));
}
