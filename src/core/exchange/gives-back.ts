import type { CompiledProgram } from "../program/compiled.ts";

type Parts = Pick<CompiledProgram, "purposes" | "offers" | "rewards" | "audiences">;

/** Keys of the purposes whose data an offer is given for: those it names, and that of the audience it is for. */
export function purposesOfOffer(program: Parts, key: string): readonly string[] {
  const offer = program.offers.find((item) => item.key === key);
  if (!offer) return [];
  const audience = program.audiences.find((item) => item.key === offer.audience);
  return unique([...offer.for, ...(audience ? [program.purposes[audience.purpose]?.key ?? ""] : [])]);
}

/** The same of the points and gifts of a reward. */
export function purposesOfReward(program: Parts, key: string): readonly string[] {
  return unique(program.rewards.find((item) => item.key === key)?.for ?? []);
}

function unique(keys: readonly string[]): readonly string[] {
  return [...new Set(keys)];
}
