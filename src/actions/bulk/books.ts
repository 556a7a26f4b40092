import { readImportEvent, type ImportEvent } from "../../core/events/import-event.ts";
import { readImportRecord, type ImportRecord, type ImportTerms } from "../../core/profile/import-record.ts";
import type { Call } from "../call.ts";
import type { Book, ImportOrigin } from "./outcome.ts";
import { writeEvents } from "./write-events.ts";
import { writeRecords } from "./write-records.ts";

/** Files of what people are. */
export function profileBook(call: Call, origin: ImportOrigin, terms: Omit<ImportTerms, "now" | "from">): Book<ImportRecord> {
  return {
    kind: "profiles",
    read: (fields) => readImportRecord(call.program, fields, { ...terms, now: call.now, from: origin.source }),
    write: (records) => writeRecords(call, records, origin),
  };
}

/** Files of what people did. */
export function eventBook(call: Call, origin: ImportOrigin, at: number | null): Book<ImportEvent> {
  return {
    kind: "events",
    read: (fields) => readImportEvent(call.program, fields, { at, now: call.now }),
    write: (records) => writeEvents(call, records, origin),
  };
}
