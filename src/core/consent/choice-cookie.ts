import type { SubjectId } from "../kernel/ids.ts";
import { SECOND, type Instant } from "../kernel/instant.ts";

/** What the page's own scripts may know: yes and no per purpose, and until when a yes counts. */
export interface ReadableChoice {
  readonly until: Instant;
  readonly yes: readonly string[];
  readonly no: readonly string[];
  /** Tells a person from the next one at the same browser; empty without a subject. */
  readonly mark: string;
}

const CHOICE = /^(\d{1,12})\.([a-z0-9~-]*)\.([a-z0-9~@!-]*)(?:\.(\w{2}))?$/;

/** Writes `<until seconds>.<yes~yes>.<no~no>.<mark>`. */
export function writeChoice(choice: ReadableChoice): string {
  return `${Math.floor(choice.until / SECOND)}.${choice.yes.join("~")}.${choice.no.join("~")}${choice.mark && `.${choice.mark}`}`;
}

/** Reads the cookie; null when it is not one. Nothing authenticates it, so only its refusals are ever believed. */
export function readChoice(text: string): ReadableChoice | null {
  const match = CHOICE.exec(text);
  if (!match) return null;
  const [, until, yes, no, mark = ""] = match;
  return { until: Number(until) * SECOND, yes: listOf(yes), no: listOf(no), mark };
}

/** The end of a subject id: too little to know anybody by. */
export function markOf(subject: SubjectId | null): string {
  return subject?.slice(-2) ?? "";
}

function listOf(joined: string | undefined): readonly string[] {
  return joined ? joined.split("~") : [];
}
