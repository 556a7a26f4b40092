import type { CompiledReward } from "../program/compiled-reward.ts";

/** Points for what was bought: whole ones, for each full amount. */
export function pointsFor({ earn }: CompiledReward, amount: number): number {
  return Math.floor(amount / earn.per) * earn.points;
}

/** The highest tier that what was ever earned reaches; null below the first. */
export function tierOf({ tiers }: CompiledReward, earned: number): string | null {
  return tiers.findLast(({ from }) => earned >= from)?.key ?? null;
}

/** Gifts that what was ever earned has reached, and how much is missing to the next; null past the last. */
export function giftsOf(
  { gifts }: CompiledReward,
  earned: number,
): { readonly reached: readonly string[]; readonly missing: number | null } {
  const next = gifts.find(({ at }) => at > earned);
  return { reached: gifts.filter(({ at }) => at <= earned).map(({ key }) => key), missing: next ? next.at - earned : null };
}

/** True where a till of a merchant gives and takes these points. */
export function servesAt({ controller, merchants }: CompiledReward, merchant: string): boolean {
  return merchants.length === 0 ? merchant === controller : merchants.includes(merchant);
}
