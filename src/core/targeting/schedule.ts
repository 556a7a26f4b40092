import { isDuring } from "../condition/during.ts";
import type { CompiledExperience } from "../program/compiled-experience.ts";

/** True while an experience runs. */
export function isScheduled({ from, until, weekly }: CompiledExperience, now: number): boolean {
  if ((from !== null && now < from) || (until !== null && until <= now)) return false;
  return weekly === null || weekly.some((window) => isDuring(window, now));
}
