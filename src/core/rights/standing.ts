import type { Instant } from "../kernel/instant.ts";
import { drpStatus } from "./drp.ts";
import { opendsrStatus } from "./opendsr.ts";
import type { Reply } from "./reply.ts";
import { asUuid } from "./request-id.ts";
import type { RightsRequest } from "./request.ts";

type Filed = RightsRequest & { readonly reply: Reply | null };

/** A request as its agent is told of it, asked or not (Data Rights Protocol 1.0, 3.03). */
export function drpStanding(request: Filed, now: Instant): object {
  return {
    request_id: asUuid(request.id),
    agent_request_id: request.reply?.reference ?? undefined,
    received_at: new Date(request.received).toISOString(),
    expected_by: new Date(request.due - 1).toISOString(),
    ...drpStatus(request, now),
  };
}

/** A request as OpenDSR 2.0 places it in every answer. */
export function opendsrPlace({ controller, due }: RightsRequest, reference: string): object {
  return {
    controller_id: controller,
    expected_completion_time: new Date(due - 1).toISOString(),
    subject_request_id: reference,
    api_version: "2.0",
  };
}

/** The body of a callback of OpenDSR 2.0 (8.6). */
export function opendsrCallback(request: Filed, url: string): object {
  const place = opendsrPlace(request, request.reply?.reference ?? "");
  return { ...place, status_callback_url: url, request_status: opendsrStatus(request) };
}
