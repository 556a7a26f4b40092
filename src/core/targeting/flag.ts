import type { CompiledExperience, FlagValue } from "../program/compiled-experience.ts";
import type { LiveProgram } from "../program/live.ts";
import type { SlotDecision } from "./decide.ts";

/** Reasons of the OpenFeature Remote Evaluation Protocol 0.3; there is none for a default. */
type FlagReason = "STATIC" | "TARGETING_MATCH" | "SPLIT" | "DISABLED" | "UNKNOWN";

export interface Flag {
  readonly reason: FlagReason;
  readonly variant?: string;
  /** Left out: the code's own default holds. */
  readonly value?: FlagValue;
}

/** An experience decided by itself, as the flag of its key: worth its variant's own value, else its content in the locale decided for. */
export function flagOf(program: LiveProgram, key: string, decision: SlotDecision): Flag {
  const experience = program.experiences.get(key);
  if (!experience || decision.experience === null) return { reason: decision.reason === "scheduled-out" ? "DISABLED" : "UNKNOWN" };
  const variant = experience.variants.find((item) => item.key === decision.variant);
  const value = variant?.value ?? decision.content;
  const reason = reasonOf(experience, decision.counted);
  return { reason, ...(variant ? { variant: variant.key } : {}), ...(value === null ? {} : { value }) };
}

function reasonOf({ draw, start, requires }: CompiledExperience, counted: boolean): FlagReason {
  if (draw !== null && counted) return "SPLIT";
  return start >= 0 || requires.length > 0 ? "TARGETING_MATCH" : "STATIC";
}
