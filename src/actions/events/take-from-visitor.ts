import type { Delta, Pass } from "../../core/consent/pass.ts";
import type { Permit } from "../../core/consent/permit.ts";
import { refusedBy, withoutPurposes } from "../../core/events/categories.ts";
import { foldEvent, type AdmittedEvent } from "../../core/events/fold.ts";
import type { Said } from "../../core/events/said.ts";
import { facetsFor } from "../../core/profile/facets.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { EventMessage } from "../../storage/outbox.ts";
import type { AttributeValues } from "../../core/profile/values.ts";
import { permitOf, type Call } from "../call.ts";
import { issuePass, type Handed, type Issued } from "../consent/issue-pass.ts";
import { carriedOf, type Visitor } from "../consent/open-visitor.ts";
import { heedVisitor } from "./heed-choice.ts";
import { packEvents } from "./pack-events.ts";
import { sendEvents } from "./send-events.ts";
import { Tally, type Taken } from "./tally.ts";

/** Events the pass remembers until a renewal finds them in the profile. */
const MOST_DELTAS = 8;

/**
 * Takes the calls of a browser in: only what its pass allows, only for the subject of its pass. Whoever the page says the
 * visitor is stays a claim. What is kept goes to the queue, and into the facets of the pass at once; the rest is dropped
 * before anything is stored. Throws `Unavailable`.
 */
export async function takeFromVisitor(
  call: Call,
  before: Visitor,
  calls: readonly Said[],
): Promise<{ readonly taken: Taken; readonly issued: Handed | null }> {
  const tally = new Tally(call);
  const { visitor, issued, events } = await heedVisitor(call, before, calls, tally);
  const carried = carriedOf(visitor, call.now);
  const permit = permitOf(call, carried);
  const { pass } = visitor;
  if (!pass?.subject || !carried?.live || !carried.known) {
    tally.dropAll(events);
    return { taken: tally.taken(), issued };
  }
  const admitted: Admitted[] = [];
  for (const said of events) {
    const refused = refusedBy(call.program.compiled, said.categories, false);
    const event = tally.admit(said, withoutPurposes(call.program.compiled, permit, refused));
    if (event) admitted.push({ event, refused });
  }
  await sendEvents(call, messagesOf(call, pass.subject, admitted));
  const folded = admitted.length > 0 ? await issuePass(call, foldIntoPass(call, permit, pass, admitted)) : null;
  return { taken: tally.taken(), issued: later(issued, folded) };
}

/** The later pass, with what only the earlier answer sets: the floor. */
function later(before: Issued | null, after: Issued | null): Handed | null {
  if (!before || !after) return after ?? before;
  const named = new Map([...before.cookies, ...after.cookies].map((cookie) => [cookie.split("=", 1)[0], cookie]));
  return { token: after.token, cookies: [...named.values()] };
}

interface Admitted {
  readonly event: AdmittedEvent;
  /** Keys of purposes the call refused for itself; its event waits for the profile then. */
  readonly refused: readonly string[];
}

function messagesOf(call: Call, subject: SubjectId, admitted: readonly Admitted[]): readonly EventMessage[] {
  const common = {
    site: call.program.site.key,
    subject,
    rule: call.rule.id,
    signals: call.signals,
    from: "browser",
    taken: call.now,
  } as const;
  return [...Map.groupBy(admitted, ({ refused }) => refused.join(" ")).values()].flatMap((group) => {
    const events = group.map(({ event }) => event);
    return packEvents({ ...common, refused: group[0]?.refused ?? [] }, events);
  });
}

function foldIntoPass(call: Call, permit: Permit, pass: Pass, admitted: readonly Admitted[]): Pass {
  const known = new Set(pass.deltas.map((delta) => delta.id));
  const events = admitted.flatMap(({ event, refused }) => (refused.length === 0 && !known.has(event.id) ? [event] : []));
  if (events.length === 0) return pass;
  const held = Object.fromEntries(
    Object.entries(pass.facets).map(([key, value]) => [key, { value, source: "observed", at: 0, origin: "event", purposes: [] }]),
  ) as AttributeValues;
  const values = events.reduce<AttributeValues>((before, event) => foldEvent(call.program, before, event, permit), held);
  const facets = facetsFor(call.program, permit, withoutOmitted(values, pass.omitted), pass.hard);
  const deltas = events.map((event): Delta => ({ id: event.id, event: event.name, at: event.at, fields: event.fields }));
  return { ...pass, facets, deltas: [...pass.deltas, ...deltas].slice(-MOST_DELTAS) };
}

/** A facet that did not fit the pass is not begun anew from this event: a decision that needs it reads the profile. */
function withoutOmitted(values: AttributeValues, omitted: readonly string[]): AttributeValues {
  if (omitted.includes("*")) return {};
  return omitted.length === 0 ? values : Object.fromEntries(Object.entries(values).filter(([key]) => !omitted.includes(key)));
}
