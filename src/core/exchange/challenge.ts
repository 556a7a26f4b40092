import { periodOf, type Instant } from "../kernel/instant.ts";
import type { CompiledReward } from "../program/compiled-reward.ts";

type Challenge = CompiledReward["challenges"][number];

/** A challenge that was met in a season; the empty one lasts for good. */
export interface Unlocked {
  readonly challenge: string;
  readonly season: string;
}

/** The season of an instant (UTC), by the rule of a challenge; weeks begin on Monday and are named by it. */
export function seasonOf({ season }: Challenge, at: Instant): string {
  return season === undefined ? "" : periodOf(season, at);
}

/** Challenges that somebody in these audiences meets now, without those they met this season. */
export function metNow(
  { challenges }: CompiledReward,
  audiences: readonly string[],
  known: readonly Unlocked[],
  now: Instant,
): readonly (Unlocked & { readonly points: number | null })[] {
  return challenges
    .filter(({ audience }) => audiences.includes(audience))
    .map((challenge) => ({ challenge: challenge.key, season: seasonOf(challenge, now), points: challenge.points ?? null }))
    .filter((met) => !known.some(({ challenge, season }) => challenge === met.challenge && season === met.season));
}
