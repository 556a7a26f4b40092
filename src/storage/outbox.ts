import type { Evidence } from "../core/consent/choose.ts";
import type { PendingWithdrawal } from "../core/consent/pass.ts";
import type { AdmittedEvent } from "../core/events/fold.ts";
import type { Signals } from "../core/consent/signals/signals.ts";
import type { DecisionRecord } from "../core/targeting/decision-record.ts";
import type { Shown } from "../core/targeting/trial.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { Noticed } from "../core/targeting/pressure.ts";
import type { SealedMessage } from "./bindings.ts";
import { randomBytes, type Platform } from "./platform.ts";
import { within } from "./within.ts";

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

/** Events of one subject on their way to its profile. */
export interface EventMessage {
  readonly kind: "event";
  readonly site: string;
  readonly subject: SubjectId;
  readonly rule: string;
  readonly signals: Signals;
  /** A server speaks of a person it is not: then only what the register itself allows is kept. */
  readonly from: "browser" | "server";
  /** When it was taken in: a yes that came after a no since then does not speak of it. */
  readonly taken: number;
  /** Who sent it; left out where the person did. */
  readonly source?: string;
  /** Keys of purposes that the calls refused for themselves. */
  readonly refused: readonly string[];
  readonly events: readonly AdmittedEvent[];
}

/** Exposures on their way to the rollups. */
export interface ExposureMessage {
  readonly kind: "exposures";
  readonly site: string;
  readonly subject: SubjectId | null;
  readonly rule: string;
  readonly signals: Signals;
  /** Of what was shown, the decisions that can be made again. */
  readonly decisions?: readonly DecisionRecord[];
  readonly exposures: readonly (Shown & Noticed)[];
  /** The pass they were shown under, by the name of its share; and what the person put away or used. */
  readonly lease?: string | null;
  readonly dismissed?: readonly Noticed[];
  readonly used?: readonly Noticed[];
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

/** Calls that were not kept, on their way to the rollups: how many of what, without identifiers. */
export interface DropMessage {
  readonly kind: "drops";
  readonly site: string;
  readonly rule: string;
  readonly signals: Signals;
  readonly id: string;
  readonly at: number;
  readonly drops: readonly { readonly event: string; readonly reason: string; readonly count: number }[];
}

/** That a question was seen or refused, on its way to the person's rows. */
export interface AskedMessage {
  readonly kind: "asked";
  readonly site: string;
  readonly subject: SubjectId;
  readonly rule: string;
  readonly signals: Signals;
  readonly ask: string;
  /** Which of its benefits it was shown with; null for its own, and where it is not known. */
  readonly variant: string | null;
  readonly at: number;
  readonly said: "seen" | "refused";
}

export type Message = WithdrawalMessage | EventMessage | ExposureMessage | NoticeMessage | DropMessage | AskedMessage;
const LABEL = "queue";

/** Seals a message and sends it; throws when the queue is away. */
export async function send(platform: Platform, message: Message, now: number): Promise<void> {
  const sealed = await platform.keyring.seal(LABEL, JSON.stringify(message), "queue", now, randomBytes(12));
  const queue = message.kind === "withdrawal" ? platform.env.WITHDRAWALS : platform.env.EVENTS;
  await queue.send({ sealed });
}

/** A queue takes this many messages at once, and this many bytes. */
const MOST_MESSAGES = 100;
const MOST_BYTES = 250_000;
const WAIT_MS = 2_000;

/** Sends many messages in as few calls as the queue takes; throws when it does not take them all. */
export async function sendAll(platform: Platform, messages: readonly EventMessage[], now: number): Promise<void> {
  const sealed = await Promise.all(
    messages.map((message) => platform.keyring.seal(LABEL, JSON.stringify(message), "queue", now, randomBytes(12))),
  );
  await sendSealed(platform.env.EVENTS, sealed);
}

/**
 * Sends sealed messages in as few calls as a queue takes, all at once; throws when it does not take them all. What was taken
 * of them by then counts once all the same, however often it is sent.
 */
export async function sendSealed(queue: Queue<SealedMessage>, sealed: readonly string[]): Promise<void> {
  await Promise.all(batchesOf(sealed).map((batch) => within(WAIT_MS, queue.sendBatch(batch.map((text) => ({ body: { sealed: text } }))))));
}

function batchesOf(sealed: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let room = 0;
  for (const text of sealed) {
    const size = text.length + ENVELOPE;
    const last = batches.at(-1);
    if (last && last.length < MOST_MESSAGES && size <= room) last.push(text);
    else batches.push([text]);
    room = (batches.at(-1) === last ? room : MOST_BYTES) - size;
  }
  return batches;
}

/** What a message weighs beside its sealed text. */
const ENVELOPE = 100;

/** Opens a message; null for one that was not sealed by this Worker. */
export async function openMessage(platform: Platform, body: unknown): Promise<Message | null> {
  const sealed = (body as { readonly sealed?: unknown } | null)?.sealed;
  if (typeof sealed !== "string") return null;
  const text = await platform.keyring.open(LABEL, sealed, "queue");
  return text === null ? null : (JSON.parse(text) as Message);
}
