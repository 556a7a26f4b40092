import type { Gate } from "../profile/gate.ts";
import type { CompiledExperience } from "../program/compiled-experience.ts";
import type { SlotIndex } from "../program/slot-index.ts";
import { isScheduled } from "./schedule.ts";

type WhyNothing = "no-consent" | "scheduled-out" | "default";

interface At {
  readonly gate: Gate;
  readonly now: number;
}

/** Why an experience by itself shows nothing. */
export function reasonAlone(experience: CompiledExperience, { gate, now }: At): WhyNothing {
  if (!isScheduled(experience, now)) return "scheduled-out";
  return gate.view(experience.purpose) === null ? "no-consent" : "default";
}

/** Why a slot shows nothing: something was not allowed to be looked at, or is out of its schedule, or nothing fits. */
export function reasonOf(index: SlotIndex, { gate, now }: At): WhyNothing {
  const running = index.scheduled
    .filter((item) => isScheduled(item, now))
    .reduce((mask, item) => mask | (1 << item.purpose), index.purposes);
  for (let purpose = 0; running >>> purpose !== 0; purpose++) {
    if ((running & (1 << purpose)) !== 0 && gate.view(purpose) === null) return "no-consent";
  }
  return index.scheduled.every((item) => isScheduled(item, now)) ? "default" : "scheduled-out";
}
