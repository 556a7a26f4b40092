import type { Instant } from "../kernel/instant.ts";
import type { SubjectId } from "../kernel/ids.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import type { RequestKind } from "./kinds.ts";

/** `unverified`: nobody has shown yet that whoever asks is who they say. The last three are closed. */
export type RequestState = "unverified" | "open" | "answered" | "refused" | "cancelled";

/** By which way it came: from the person signed in, from a desk, or by a protocol of agents. */
export const REQUEST_WAYS = ["person", "phone", "mail", "letter", "store", "web-form", "agent", "opendsr", "drp"] as const;
export type RequestWay = (typeof REQUEST_WAYS)[number];

/** Why a request is refused (GDPR art 12(5), 17(3); Cal. Civ. 1798.105(d); the reasons of the Data Rights Protocol). */
export const REFUSAL_BASES = [
  "insufficient-verification",
  "suspected-fraud",
  "no-match",
  "claim-not-covered",
  "outside-jurisdiction",
  "too-many-requests",
  "manifestly-unfounded",
  "legal-obligation",
  "rights-of-others",
  "other",
] as const;
export type RefusalBasis = (typeof REFUSAL_BASES)[number];

/** A request as it is kept. Instants are milliseconds; a deadline is the first instant that is too late. */
export interface RightsRequest {
  readonly id: string;
  readonly controller: string;
  readonly kind: RequestKind;
  readonly state: RequestState;
  readonly via: RequestWay;
  /** Who asks, once that is shown; null before, and where nobody is known by what they said. */
  readonly subject: SubjectId | null;
  /** The row of the jurisdiction table it is answered under. */
  readonly rule: string;
  readonly received: Instant;
  readonly acknowledgeBy: Instant | null;
  readonly acknowledged: Instant | null;
  readonly due: Instant;
  /** What an extension makes of `due`; null where there is none. */
  readonly extension: Instant | null;
  readonly extended: Instant | null;
  readonly closed: Instant | null;
  readonly basis: RefusalBasis | null;
}

export type Step =
  | { readonly kind: "acknowledge" }
  | { readonly kind: "verify"; readonly subject: SubjectId | null }
  | { readonly kind: "extend" }
  | { readonly kind: "answer" }
  | { readonly kind: "refuse"; readonly basis: RefusalBasis }
  | { readonly kind: "cancel" };

/** `late`: the person was to be told of an extension by the day it was due. */
export type StepRefusal = "closed" | "taken" | "unverified" | "no-extension" | "late";

/** What may be answered without knowing who asks: an opt-out needs no verification (11 CCR 7060(b)). */
const NEEDS_NOBODY: ReadonlySet<RequestKind> = new Set(["opt-out"]);

/** A request after a step. A step is taken once; what is closed stays as it is; nothing is answered to a stranger. */
export function afterStep(request: RightsRequest, step: Step, now: Instant): Result<RightsRequest, StepRefusal> {
  if (request.closed !== null) return refuse("closed");
  switch (step.kind) {
    case "acknowledge":
      return request.acknowledged === null ? ok({ ...request, acknowledged: now }) : refuse("taken");
    case "verify":
      return request.state === "unverified" ? ok({ ...request, state: "open", subject: step.subject }) : refuse("taken");
    case "extend":
      return extended(request, now);
    case "answer":
      if (request.state === "unverified" && !NEEDS_NOBODY.has(request.kind)) return refuse("unverified");
      return ok({ ...request, state: "answered", closed: now });
    case "refuse":
      return ok({ ...request, state: "refused", closed: now, basis: step.basis });
    case "cancel":
      return ok({ ...request, state: "cancelled", closed: now });
  }
}

function extended(request: RightsRequest, now: Instant): Result<RightsRequest, StepRefusal> {
  if (request.extended !== null) return refuse("taken");
  if (request.extension === null) return refuse("no-extension");
  if (now >= request.due) return refuse("late");
  return ok({ ...request, due: request.extension, extended: now });
}

/** What is to be done next about a request, and until when; null when it is closed. */
export function nextOf(request: RightsRequest): { readonly step: "acknowledge" | "verify" | "answer"; readonly by: Instant } | null {
  if (request.closed !== null) return null;
  if (request.acknowledgeBy !== null && request.acknowledged === null) return { step: "acknowledge", by: request.acknowledgeBy };
  const isStranger = request.state === "unverified" && !NEEDS_NOBODY.has(request.kind);
  return { step: isStranger ? "verify" : "answer", by: request.due };
}
