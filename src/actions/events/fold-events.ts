import { foldEvent, type AdmittedEvent, type AttributeValues } from "../../core/events/fold.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { commit } from "../../storage/commit.ts";
import type { EventMessage } from "../../storage/outbox.ts";
import { readSubject, type Registered } from "../../storage/register.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import type { Call } from "../call.ts";
import { allowedNow } from "../gate-message.ts";

const WAIT_MS = 5_000;
const MOST_TRIES = 5;

/**
 * Folds a subject's events into its profile in one batch, each message id once. The register is read in the same round
 * trip as the profile, so an event in flight when its subject withdrew writes nothing. Throws when it must be tried again.
 */
export async function foldEvents(call: Call, subject: SubjectId, messages: readonly EventMessage[]): Promise<void> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const shard = await shardOf(call.platform.env, subject);
    const held = await readSubject(shard, subject, messages.map((message) => message.event.id), WAIT_MS);
    const registers = new Map<string, Registered>(held.registered ? [[subject, held.registered]] : []);
    const allowed = allowedNow(call, subject, registers);
    const events = freshOf(messages, held.seen).filter((event) => ((call.program.events.get(event.name)?.purposes ?? 0) & allowed) !== 0);
    if (events.length === 0) return;
    const attributes = events.reduce<AttributeValues>((values, event) => foldEvent(call.program, values, event, allowed), held.profile?.attributes ?? {});
    const change = { kind: "events", subject, controller: call.program.site.controller, events, attributes, expected: held.profile?.version ?? 0 } as const;
    const written = await commit(shard, change, { at: call.now, actor: "system:fold-events", action: "profile.fold", target: subject, detail: { events: events.length } });
    if (written.ok) return;
    if (written.error === "moved") forgetShards();
    if (written.error === "unavailable") break;
  }
  throw new Error("events could not be folded");
}

function freshOf(messages: readonly EventMessage[], seen: ReadonlySet<string>): readonly AdmittedEvent[] {
  const known = new Set(seen);
  return messages.flatMap(({ event }) => {
    if (known.has(event.id)) return [];
    known.add(event.id);
    return [event];
  });
}
