import type { Instant } from "../kernel/instant.ts";
import { grantedAfter, isNo, type ConsentState } from "./state.ts";

const MARK = "^";

/** Who sent something about a person: `import/FROM`, or `key/LABEL` of a server's key. Any other character becomes a dash. */
export function sourceNamed(kind: "import" | "key", name: string): string {
  return `${kind}/${name.replaceAll(/[^\w.-]/g, "-").slice(0, 60)}`;
}

const HEARS = "webhook/";

/** A webhook that tells somebody else, called as sources are: its no lets it hear no more than noes. */
export function recipientNamed(webhook: string): string {
  return HEARS + webhook;
}

/** True for what is told of a person, rather than tells of them. */
export function isRecipient(source: string): boolean {
  return source.startsWith(HEARS);
}

/** How a choice about one source is called among the decisions: its no disconnects the source. */
export function sourceChoice(source: string): string {
  return MARK + source;
}

/** The source that a choice is about; null where it is about anything else. */
export function sourceIn(choice: string): string | null {
  return choice.startsWith(MARK) ? choice.slice(MARK.length) : null;
}

/**
 * True where the person takes what a source sent at an instant: it is not disconnected, nor was since. Without a source the
 * person sent it themselves.
 */
export function takesFrom(state: ConsentState | null | undefined, source: string | undefined, at: Instant): boolean {
  if (source === undefined || !state) return true;
  const choice = sourceChoice(source);
  return !isNo(state.decisions[choice] ?? null) && !grantedAfter(state, at).includes(choice);
}
