import { foldEvent, keptEvents, type AdmittedEvent } from "../../core/events/fold.ts";
import { outlasting } from "../../core/profile/purge.ts";
import { unexpired } from "../../core/profile/retention.ts";
import type { AttributeValues } from "../../core/profile/values.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { commit, type CommitRefusal } from "../../storage/commit.ts";
import type { EventMessage } from "../../storage/outbox.ts";
import type { Registered } from "../../storage/register.ts";
import { forgetShards } from "../../storage/shards.ts";
import type { Call } from "../call.ts";
import { readRoot } from "../consent/read-root.ts";
import { permitNow } from "../gate-message.ts";

const WAIT_MS = 5_000;
const MOST_TRIES = 5;

/**
 * Folds a subject's events into its profile in one batch, each message id once. The register is read in the same round
 * trip as the profile, so an event in flight when its subject withdrew writes nothing. Throws when it must be tried again.
 */
export async function foldEvents(call: Call, subject: SubjectId, messages: readonly EventMessage[]): Promise<void> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const refused = await tryFold(call, subject, messages);
    if (refused === null) return;
    if (refused === "moved") forgetShards();
    if (refused === "unavailable") break;
  }
  throw new Error("events could not be folded");
}

/** Null when everything that is to be kept is kept. */
async function tryFold(call: Call, subject: SubjectId, messages: readonly EventMessage[]): Promise<CommitRefusal | null> {
  const { shard, root, registered, profile, seen, purges } = await readRoot(
    call.platform.env,
    subject,
    messages.map((message) => message.event.id),
    WAIT_MS,
  );
  const permit = permitNow(call, root, new Map<string, Registered>(registered ? [[root, registered]] : []));
  const events = keptEvents(call.program, freshOf(messages, seen), permit, call.now);
  if (events.length === 0) return null;
  const { version, attributes: before } = profile ?? { version: 0, attributes: {} };
  const attributes = events.reduce<AttributeValues>(
    (values, event) => foldEvent(call.program, values, event, permit),
    outlasting(call.program, unexpired(before, call.now), purges, permit, call.now),
  );
  const change = {
    kind: "events",
    subject: root,
    controller: call.program.site.controller,
    events,
    attributes,
    expected: version,
  } as const;
  const written = await commit(shard, change, {
    at: call.now,
    actor: "system:fold-events",
    action: "profile.fold",
    target: root,
    detail: { events: events.length },
  });
  return written.ok ? null : written.error;
}

function freshOf(messages: readonly EventMessage[], seen: ReadonlySet<string>): readonly AdmittedEvent[] {
  const known = new Set(seen);
  return messages.flatMap(({ event }) => {
    if (known.has(event.id)) return [];
    known.add(event.id);
    return [event];
  });
}
