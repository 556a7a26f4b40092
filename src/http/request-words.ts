import type { Call } from "../actions/call.ts";
import type { Contact } from "../actions/rights/request-contact.ts";
import { localDay } from "../core/rights/calendar.ts";
import { nextOf, type RightsRequest } from "../core/rights/request.ts";
import type { RequestStep } from "../storage/request.ts";

/** A request as its person sees it: days are those of the controller's clocks. */
export function requestInWords(call: Call, request: RightsRequest): object {
  const { id, kind, state, via, rule, received, acknowledged, due, extension, extended, closed, basis } = request;
  return {
    ...{ id, kind, state, via, rule },
    received: iso(received),
    acknowledged: iso(acknowledged),
    due: lastDay(call, due),
    extended: iso(extended),
    extendable: extended === null && closed === null ? lastDay(call, extension) : null,
    closed: iso(closed),
    basis,
  };
}

/** The same for the desk, with what is next, by when, and whether that is late. */
export function requestForDesk(call: Call, request: RightsRequest): object {
  const next = nextOf(request);
  return {
    ...requestInWords(call, request),
    subject: request.subject,
    next: next && { step: next.step, by: lastDay(call, next.by), late: call.now >= next.by },
  };
}

/** With whoever asks, and all that was done. */
export function requestInFull(
  call: Call,
  {
    request,
    steps,
    contact,
  }: { readonly request: RightsRequest; readonly steps: readonly RequestStep[]; readonly contact: Contact | null },
): object {
  return { ...requestForDesk(call, request), contact, steps: steps.map((step) => ({ ...step, at: iso(step.at) })) };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** The last day before it is too late. */
function lastDay(call: Call, until: number | null): string | null {
  return until === null ? null : localDay(call.program.site.rights, until - 1);
}
