import type { Evidence } from "../core/consent/choose.ts";
import type { PendingWithdrawal } from "../core/consent/pass.ts";
import type { AdmittedEvent } from "../core/events/fold.ts";
import type { Signals } from "../core/consent/signals/signals.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import { randomBytes, type Platform } from "./platform.ts";

/** A withdrawal on its way to the ledger. */
export interface WithdrawalMessage {
  readonly kind: "withdrawal";
  readonly site: string;
  readonly subject: SubjectId | null;
  readonly passVersion: number;
  readonly rule: string;
  readonly signals: Signals;
  readonly withdrawal: PendingWithdrawal;
  /** Set where somebody else wrote it down for the person. */
  readonly evidence: Evidence | null;
}

/** An event on its way to the profile. */
export interface EventMessage {
  readonly kind: "event";
  readonly site: string;
  readonly subject: SubjectId;
  readonly rule: string;
  readonly signals: Signals;
  readonly event: AdmittedEvent;
}

/** Exposures on their way to the rollups. */
export interface ExposureMessage {
  readonly kind: "exposures";
  readonly site: string;
  readonly subject: SubjectId | null;
  readonly rule: string;
  readonly signals: Signals;
  readonly exposures: readonly { readonly id: string; readonly experience: string; readonly variant: string; readonly at: number }[];
}

/** A notice that was shown, on its way to the counts: of nobody. */
export interface NoticeMessage {
  readonly kind: "notice";
  readonly site: string;
  readonly rule: string;
  readonly signals: Signals;
  /** Drawn for this one view. */
  readonly id: string;
  readonly notice: string;
  readonly locale: string;
  readonly at: number;
}

export type Message = WithdrawalMessage | EventMessage | ExposureMessage | NoticeMessage;
const LABEL = "queue";

/** Seals a message and sends it; throws when the queue is away. */
export async function send(platform: Platform, message: Message, now: number): Promise<void> {
  const sealed = await platform.keyring.seal(LABEL, JSON.stringify(message), "queue", now, randomBytes(12));
  const queue = message.kind === "withdrawal" ? platform.env.WITHDRAWALS : platform.env.EVENTS;
  await queue.send({ sealed });
}

/** Opens a message; null for one that was not sealed by this Worker. */
export async function openMessage(platform: Platform, body: unknown): Promise<Message | null> {
  const sealed = (body as { readonly sealed?: unknown } | null)?.sealed;
  if (typeof sealed !== "string") return null;
  const text = await platform.keyring.open(LABEL, sealed, "queue");
  return text === null ? null : (JSON.parse(text) as Message);
}
