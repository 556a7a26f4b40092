import type { CompiledProgram } from "../program/compiled.ts";

type Parts = Pick<CompiledProgram, "purposes" | "offers" | "rewards" | "audiences" | "asks">;

/** Keys of the purposes whose data an offer is given for: those it names, that of the audience it is for, and of asks that promise it. */
export function purposesOfOffer(program: Parts, key: string): readonly string[] {
  const offer = program.offers.find((item) => item.key === key);
  if (!offer) return [];
  const audience = program.audiences.find((item) => item.key === offer.audience);
  const asked = program.asks.flatMap(({ key: ask, promise }) =>
    promise?.by === "offer" && promise.offer === key ? purposesOfAsk(program, ask) : [],
  );
  return unique([...offer.for, ...asked, ...(audience ? [program.purposes[audience.purpose]?.key ?? ""] : [])]);
}

/** The same of the points and gifts of a reward. */
export function purposesOfReward(program: Parts, key: string): readonly string[] {
  const asked = program.asks.flatMap(({ key: ask, promise }) =>
    promise?.by === "points" && promise.reward === key ? purposesOfAsk(program, ask) : [],
  );
  return unique([...(program.rewards.find((item) => item.key === key)?.for ?? []), ...asked]);
}

/** The same of what the answer to a question brings: what it serves, and what a yes is to. */
export function purposesOfAsk(program: Parts, key: string): readonly string[] {
  const ask = program.asks.find((item) => item.key === key);
  if (!ask) return [];
  return unique([ask.purpose, ask.consent].flatMap((index) => (index === null ? [] : (program.purposes[index]?.key ?? []))));
}

function unique(keys: readonly string[]): readonly string[] {
  return [...new Set(keys)];
}
