import type { Handed } from "../../actions/consent/issue-pass.ts";

/** What the page says of a form that was sent. */
export const NOTES = [
  "noteSaved",
  "noteQueued",
  "noteConflict",
  "noteAway",
  "noteAge",
  "noteCode",
  "noteEmail",
  "noteMany",
  "noteForgotten",
  "noteProven",
  "noteProof",
  "noteSure",
  "noteErased",
  "noteErasedKept",
  "noteErasing",
  "noteFiled",
  "noteCorrected",
  "noteDeleted",
  "noteValue",
  "noteReset",
  "codeSent",
] as const;
export type Note = (typeof NOTES)[number];

/** What came of a form: a word on it, where on the page, and what the browser is to keep. */
export interface Outcome {
  readonly note: Note;
  readonly at: "choices" | "known" | "prove" | "device" | "requests" | "shared" | "reports";
  readonly issued?: Handed | null;
  /** A proof to keep; an empty one takes it away. */
  readonly proof?: string;
  /** What a code that was sent is entered with. */
  readonly challenge?: string;
}

export function isNote(text: string | undefined): text is Note {
  return NOTES.some((note) => note === text);
}
