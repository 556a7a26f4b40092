import type { Choice } from "../consent/choose.ts";
import type { CompiledProgram } from "../program/compiled.ts";
import { refusedBy } from "./categories.ts";
import type { Said } from "./said.ts";

/** The event by which consent managers tell Segment of a choice; it means nothing without its categories. */
const CONSENT_UPDATED = "Segment Consent Preference Updated";

/** True for a call that tells of a choice. */
export function tellsOfChoice({ type, name }: Pick<Said, "type" | "name">): boolean {
  return type === "track" && name === CONSENT_UPDATED;
}

/**
 * What such calls take back: every purpose open to choice of which one of them refuses a category. A category that is true
 * grants nothing: a yes is to words that were shown, and has its own entry in the ledger. Null where nothing is refused.
 */
export function takenBack(program: Pick<CompiledProgram, "purposes" | "imports" | "notice">, calls: readonly Said[]): Choice | null {
  const refused = new Set(calls.flatMap(({ categories }) => refusedBy(program, categories, false)));
  const keys = program.notice.purposes.flatMap(({ key, choice }) => (choice && refused.has(key) ? [key] : []));
  return keys.length === 0 ? null : { kind: "some", decisions: Object.fromEntries(keys.map((key) => [key, false])) };
}
