import type { AdmittedEvent } from "../../core/events/fold.ts";
import { utf8 } from "../../core/kernel/bytes.ts";
import type { EventMessage } from "../../storage/outbox.ts";

/** Sealed, a message of this size still costs as one: queues count 64 KB at a time. */
const MOST_BYTES = 45_000;

/** Events of one subject as messages, in their order: as few as can be, none of them too large for a queue. */
export function packEvents(common: Omit<EventMessage, "kind" | "events">, events: readonly AdmittedEvent[]): readonly EventMessage[] {
  const parts: AdmittedEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const size = utf8(JSON.stringify(event)).length + 1;
    const last = parts.at(-1);
    if (last && size <= room) last.push(event);
    else parts.push([event]);
    room = (last && size <= room ? room : MOST_BYTES) - size;
  }
  return parts.map((part) => ({ kind: "event", ...common, events: part }));
}
