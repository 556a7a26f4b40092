import { toHex } from "./bytes.ts";

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A pseudonymous person: `sub_` and 32 hex digits. */
export type SubjectId = Branded<"subject">;
/** A consent record: `rcp_` and 32 hex digits. A refusal without a subject is its own one-entry chain under it. */
export type ReceiptId = Branded<"receipt">;

const SUBJECT = /^sub_[0-9a-f]{32}$/;
const RECEIPT = /^rcp_[0-9a-f]{32}$/;

/** Reads a subject id; null when it is not one. */
export function asSubjectId(text: string): SubjectId | null {
  return SUBJECT.test(text) ? (text as SubjectId) : null;
}

/** Reads a receipt id; null when it is not one. */
export function asReceiptId(text: string): ReceiptId | null {
  return RECEIPT.test(text) ? (text as ReceiptId) : null;
}

/** Makes a subject id from 16 random bytes. */
export function subjectId(random: Uint8Array): SubjectId {
  return `sub_${toHex(random)}` as SubjectId;
}

/** Makes a receipt id from 16 random bytes. */
export function receiptId(random: Uint8Array): ReceiptId {
  return `rcp_${toHex(random)}` as ReceiptId;
}

/** The storage bucket (0–255) of a subject or receipt: the first byte of its random part. */
export function bucketOf(id: SubjectId | ReceiptId): number {
  return Number.parseInt(id.slice(4, 6), 16);
}
