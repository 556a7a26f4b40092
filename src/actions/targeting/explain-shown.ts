import type { Because } from "../../core/targeting/decide.ts";
import type { Call } from "../call.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { decide } from "./decide.ts";
import type { PageContext } from "./request-values.ts";
import { NOTHING_RESERVED, type Reserved } from "./spend-caps.ts";

/** As if nothing were full: what is asked about has been shown already. */
const SHOWN_ALREADY: Reserved = { ...NOTHING_RESERVED, every: true };

/**
 * What experiences that somebody is shown rest on, in sentences for them; nothing for what is not theirs to see any more. It
 * decides each by itself, takes from no cap and makes nothing that could count as an exposure. No I/O.
 */
export function explainShown(
  call: Call,
  visitor: Visitor,
  experiences: readonly string[],
  context: PageContext,
): Readonly<Record<string, readonly Because[]>> {
  const { slots } = decide(call, visitor, { slots: experiences, alone: true, explain: "person", context }, undefined, SHOWN_ALREADY);
  return Object.fromEntries(experiences.map((key, at) => [key, slots[at]?.because ?? []]));
}
