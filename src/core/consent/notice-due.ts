import type { Instant } from "../kernel/instant.ts";
import type { NoticePurpose } from "../program/compiled.ts";
import type { Mode } from "../program/purpose.ts";
import { isNo, saidOf, type ConsentState } from "./state.ts";

/**
 * True when the person must be asked: a purpose that needs a yes has none, its grant has expired, or its refusal is
 * old enough to ask again. Rows that allow or let people opt out never interrupt anybody.
 */
export function isNoticeDue(purposes: readonly NoticePurpose[], modes: readonly Mode[], state: ConsentState | null, now: Instant): boolean {
  return purposes.some((purpose, index) => {
    if (!purpose.choice || modes[index] !== "opt-in") return false;
    const record = state ? saidOf(state, purpose.key) : null;
    if (!record) return true;
    if (record.state === "expired") return true;
    return (isNo(record) || record.state === "granted") && record.until <= now;
  });
}
