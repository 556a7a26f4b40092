import { fromBase64Url, fromUtf8 } from "../kernel/bytes.ts";
import { MINUTE, type Instant } from "../kernel/instant.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import type { RequestKind } from "./kinds.ts";
import type { RefusalBasis, RightsRequest } from "./request.ts";

/** A field of a signed message of the Data Rights Protocol that was refused, and the rule it broke. */
export interface DrpFault {
  readonly field: string;
  readonly rule: string;
  readonly detail: string;
}

export type DrpFields = { readonly [field: string]: unknown };

/** Who is to have signed, to whom, and now. */
export interface DrpTerms {
  readonly agent: string;
  readonly business: string;
  readonly now: Instant;
}

/** What an agent asks for, and what it says of whoever asks. */
export interface DrpExercise {
  readonly kind: RequestKind;
  /** The agent's own id of it; null where it has none. */
  readonly id: string | null;
  readonly claims: Readonly<Record<string, string | boolean>>;
  /** Where its agent wants to hear of it, unread. */
  readonly callback: unknown;
}

const SIGNATURE_BYTES = 64;
/** A message is good for ten minutes, and clocks go wrong by one. */
const LONGEST = 11 * MINUTE;

/** What is wrapped in base64( Ed25519 signature (64 bytes) ‖ JSON ), unverified; null for anything else. Data Rights Protocol 1.0, 3.07. */
export function unwrapDrp(
  wire: string,
): { readonly signature: Uint8Array<ArrayBuffer>; readonly message: Uint8Array<ArrayBuffer>; readonly fields: DrpFields } | null {
  const bytes = fromBase64(wire.trim());
  if (!bytes || bytes.length <= SIGNATURE_BYTES) return null;
  const message = bytes.slice(SIGNATURE_BYTES);
  const fields = objectIn(fromUtf8(message));
  return fields && { signature: bytes.slice(0, SIGNATURE_BYTES), message, fields };
}

/**
 * Opens a signed message: first the signature by the key pinned for the agent, then who says it, to whom, since when and how
 * long (Data Rights Protocol 1.0, 3.07: in this order).
 */
export async function openDrp(wire: string, key: string, terms: DrpTerms): Promise<Result<DrpFields, DrpFault>> {
  const wrapped = unwrapDrp(wire);
  if (!wrapped) return refuse(fault("(body)", "signed", "must be base64 of a signature of 64 bytes and JSON"));
  const { signature, message, fields } = wrapped;
  if (!(await isSignedBy(key, signature, message))) return refuse(fault("(body)", "signature", "must be signed by the key of its agent"));
  const wrong = faultIn(fields, terms);
  return wrong ? refuse(wrong) : ok(fields);
}

function faultIn(fields: DrpFields, { agent, business, now }: DrpTerms): DrpFault | null {
  const [issued, expires] = [instantOf(fields["issued-at"]), instantOf(fields["expires-at"])];
  if (fields["agent-id"] !== agent) return fault("agent-id", "agent", "must be the agent whose token and key these are");
  if (fields["business-id"] !== business) return fault("business-id", "business", "must be this business");
  if (!(issued <= now + MINUTE)) return fault("issued-at", "past", "must not be in the future");
  if (!(expires > now)) return fault("expires-at", "future", "must be in the future");
  return expires - issued <= LONGEST ? null : fault("expires-at", "soon", "must be at most ten minutes after issued-at");
}

const EXERCISES: ReadonlyMap<unknown, RequestKind> = new Map<unknown, RequestKind>([
  ["deletion", "erasure"],
  ["access", "access"],
  ["access:categories", "access"],
  ["access:specific", "access"],
  ["sale:opt-out", "opt-out"],
]);
const REGIMES: ReadonlySet<unknown> = new Set(["ccpa", "voluntary"]);
const MOST_CLAIMS = 20;
const MOST_TEXT = 500;
const CLAIMS =
  /^(?:name|email|email_verified|phone_number|phone_number_verified|address|address_verified|power_of_attorney|relationships)$/;

/** Reads what an opened message asks for. Who somebody is, is what the agent says: nothing of it is looked up here. */
export function readExercise(fields: DrpFields): Result<DrpExercise, DrpFault> {
  if (fields["drp.version"] !== "1.0") return refuse(fault("drp.version", "version", "must be 1.0"));
  if (!REGIMES.has(fields["regime"])) return refuse(fault("regime", "enum", "must be one of ccpa, voluntary"));
  const kind = EXERCISES.get(fields["exercise"]);
  if (!kind) return refuse(fault("exercise", "enum", `must be one of ${[...EXERCISES.keys()].join(", ")}`));
  const id = fields["agent-request-id"] ?? null;
  if (id !== null && (typeof id !== "string" || !/^[\w.:-]{1,100}$/.test(id)))
    return refuse(fault("agent-request-id", "shape", "must have 1 to 100 letters, digits or any of _.:-"));
  const claims = Object.entries(fields)
    .filter(([key]) => CLAIMS.test(key))
    .slice(0, MOST_CLAIMS);
  const told = claims.map(([key, value]) => [key, typeof value === "boolean" ? value : String(value).slice(0, MOST_TEXT)] as const);
  return ok({ kind, id, callback: fields["status_callback"], claims: Object.fromEntries(told) });
}

const REASONS: Readonly<Partial<Record<RefusalBasis, string>>> = {
  "insufficient-verification": "insuf_verification",
  "suspected-fraud": "suspected_fraud",
  "no-match": "no_match",
  "claim-not-covered": "claim_not_covered",
  "outside-jurisdiction": "outside_jurisdiction",
  "too-many-requests": "too_many_requests",
};

/** A request as its agent sees it (Data Rights Protocol 1.0, 3.02). */
export function drpStatus(request: RightsRequest, now: Instant): { readonly status: string; readonly reason?: string } {
  switch (request.state) {
    case "answered":
      return { status: "fulfilled" };
    case "cancelled":
      return { status: "revoked" };
    case "refused":
      return { status: "denied", reason: REASONS[request.basis ?? "other"] ?? "other" };
    case "open":
      return { status: "in_progress" };
    case "unverified":
      if (request.kind === "opt-out") return { status: "open" };
      return now >= request.due ? { status: "expired" } : { status: "in_progress", reason: "need_user_verification" };
  }
}

async function isSignedBy(key: string, signature: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const bytes = fromBase64(key);
  if (!bytes) return false;
  try {
    const imported = await crypto.subtle.importKey("raw", bytes, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
  } catch {
    return false;
  }
}

/** Base64 with padding (RFC 4648 §4). */
function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  return fromBase64Url(text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""));
}

function objectIn(text: string | null): DrpFields | null {
  try {
    const value = JSON.parse(text ?? "") as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as DrpFields) : null;
  } catch {
    return null;
  }
}

function instantOf(value: unknown): Instant {
  return typeof value === "string" ? Date.parse(value) : Number.NaN;
}

function fault(field: string, rule: string, detail: string): DrpFault {
  return { field, rule, detail };
}
