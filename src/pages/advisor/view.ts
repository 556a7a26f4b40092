import type { AdviserView } from "../../actions/advisor/look-up.ts";
import type { NobodySeen } from "../../actions/advisor/look-up-named.ts";
import type { CompiledAdvisor } from "../../core/program/compiled-advisor.ts";
import type { IdentifierKind } from "../../core/profile/identifier.ts";
import type { StaffOpened } from "../staff-door.ts";
import { staffViewOf, type StaffView } from "../staff-view.ts";
import { wordsFor, type Words } from "./words.ts";

/** What a page of the staff says of what was sent last. */
const NOTES = ["noteSession", "noteKey", "noteName", "noteOut", "noteIdentifier", "noteTold", "noteOnce", "noteGone", "noteAway"] as const;
export type Note = (typeof NOTES)[number];

/** By what somebody who calls can be known. */
export const KINDS = ["phone", "email", "card", "user"] as const satisfies readonly IdentifierKind[];

/** What was looked up, and what may be seen of whoever it is. */
export interface Found {
  readonly asked: { readonly kind: string; readonly value: string };
  /** Null where it could not be looked up. */
  readonly seen: AdviserView | NobodySeen | null;
  readonly note: Note | null;
}

/** Everything the adviser's page shows. */
export interface AdvisorView extends Found, StaffView<Words> {
  /** The purpose of advice, as the person read it. */
  readonly purpose: string;
  readonly nameOf: (attribute: string) => string;
  readonly eventName: (event: string) => string;
}

/** The page around what was found. */
export async function viewOf(opened: StaffOpened, advisor: CompiledAdvisor, wanted: string | null, found: Found): Promise<AdvisorView> {
  const { notice, purposes, events } = opened.call.program.compiled;
  const view = await staffViewOf("advisor", opened, wanted, wordsFor);
  const key = purposes[advisor.purpose]?.key ?? "";
  return {
    ...view,
    ...found,
    purpose: notice.purposes.find((item) => item.key === key)?.texts[view.locale]?.name ?? key,
    eventName: (event) => events.find(({ name }) => name === event)?.texts?.[view.locale]?.name ?? event,
    nameOf: (attribute) => notice.attributes[attribute]?.[view.locale]?.name ?? attribute,
  };
}

export function isNote(text: string | undefined): text is Note {
  return NOTES.some((note) => note === text);
}
