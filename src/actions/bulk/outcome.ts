import type { Result } from "../../core/kernel/result.ts";
import type { RecordFault } from "../../core/profile/record-fields.ts";

/** Where a file comes from, as audit rows and links name it. */
export interface ImportOrigin {
  readonly id: string;
  readonly from: string;
  /** The same as its people are told, and may disconnect. */
  readonly source: string;
  readonly isDry: boolean;
}

/** What came of a record. */
export interface Outcome {
  readonly did: "written" | "unchanged" | "refused";
  readonly faults: readonly RecordFault[];
}

/** How the records of one kind of file are read and written. */
export interface Book<T> {
  readonly kind: "profiles" | "events";
  readonly read: (fields: { readonly [field: string]: unknown }) => Result<T, readonly RecordFault[]>;
  /** Writes many at once; one outcome each, in their order. */
  readonly write: (records: readonly T[]) => Promise<readonly Outcome[]>;
}

/** Counted with what is refused: a file brings nobody back who was erased. */
export const ERASED: RecordFault = {
  field: "subject",
  rule: "erased",
  detail: "must not be somebody who was erased: only they themselves come back",
};

export const OTHER_CONTROLLER: RecordFault = {
  field: "subject",
  rule: "controller",
  detail: "must be a subject of this site's controller",
};

export const DISCONNECTED: RecordFault = {
  field: "(record)",
  rule: "disconnected",
  detail: "is of somebody who takes nothing of this source",
};
