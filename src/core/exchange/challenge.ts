import { DAY, type Instant } from "../kernel/instant.ts";
import type { CompiledReward } from "../program/compiled-reward.ts";

type Challenge = CompiledReward["challenges"][number];

/** A challenge that was met in a season; the empty one lasts for good. */
export interface Unlocked {
  readonly challenge: string;
  readonly season: string;
}

/** The season of an instant (UTC), by the rule of a challenge; weeks begin on Monday and are named by it. */
export function seasonOf({ season }: Challenge, at: Instant): string {
  const day = new Date(at).toISOString().slice(0, 10);
  switch (season) {
    case "year":
      return day.slice(0, 4);
    case "month":
      return day.slice(0, 7);
    case "week":
      return new Date((Math.floor((at / DAY + 3) / 7) * 7 - 3) * DAY).toISOString().slice(0, 10);
    case undefined:
      return "";
  }
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
