import type { Choice } from "../consent/choose.ts";
import type { CompiledPurpose } from "../program/compiled.ts";
import type { RequestKind } from "./kinds.ts";

/** What a choice is of: its class and what it rests on. */
type Purpose = Pick<CompiledPurpose, "key" | "class" | "basis">;

/**
 * The choice that a request comes to; null for one that is none. A withdrawal is of everything (GDPR art 7(3)), an objection
 * of what rests on a legitimate interest (art 21), an opt-out of advertising and sale (Cal. Civ. 1798.120).
 */
export function choiceOf(kind: RequestKind, purposes: readonly Purpose[]): Choice | null {
  switch (kind) {
    case "withdrawal":
      return { kind: "withdraw-all" };
    case "objection":
      return noTo(purposes.filter(({ basis }) => basis === "legitimate-interest"));
    case "opt-out":
      return noTo(purposes.filter((purpose) => purpose.class === "advertising" || purpose.class === "sale-share"));
    default:
      return null;
  }
}

function noTo(purposes: readonly Purpose[]): Choice {
  return { kind: "some", decisions: Object.fromEntries(purposes.map(({ key }) => [key, false])) };
}
