import { readIdentifier, type Identifier } from "../profile/identifier.ts";
import type { RequestKind } from "./kinds.ts";
import type { RightsRequest } from "./request.ts";

export const OPENDSR_TYPES = ["access", "portability", "erasure"] as const satisfies readonly RequestKind[];
/** The row of the jurisdiction table that a regulation stands for. */
export const OPENDSR_RULES = { gdpr: "EEA", ccpa: "US-CA" } as const;
/** Identities by which somebody is found, and what they are here. Hashed ones are not: identifiers are kept under a key of our own. */
const IDENTITIES = { email: "email", phone: "phone", controller_customer_id: "user" } as const;

/** An identity as OpenDSR names it; null for one nobody is found by. */
export function identityOf(type: unknown, value: unknown, format: unknown): Identifier | null {
  const kind = type === "email" || type === "phone" || type === "controller_customer_id" ? IDENTITIES[type] : null;
  if (kind === null || format !== "raw" || typeof value !== "string") return null;
  const read = readIdentifier(kind, value);
  return read.ok ? read.value : null;
}

/** What this processor understands (OpenDSR 2.0, discovery). */
export function discovery(certificate: string): object {
  return {
    api_version: "2.0",
    supported_identities: Object.keys(IDENTITIES).map((identity_type) => ({ identity_type, identity_format: "raw" })),
    supported_subject_request_types: OPENDSR_TYPES,
    processor_certificate: certificate,
  };
}

/** A request as OpenDSR tells of it: it waits until a desk has confirmed it, and what is refused is cancelled. */
export function opendsrStatus({ state, acknowledged }: Pick<RightsRequest, "state" | "acknowledged">): string {
  if (state === "answered") return "completed";
  if (state === "refused" || state === "cancelled") return "cancelled";
  return acknowledged === null ? "pending" : "in_progress";
}
