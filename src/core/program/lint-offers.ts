import { finding, type Finding } from "./findings.ts";
import type { Program } from "./schema.ts";

/** Points are kept by somebody who answers for them, and steps go up. */
export function lintRewards(program: Program): readonly Finding[] {
  return program.rewards.flatMap(({ controller, merchants, tiers, gifts }, index) => {
    const path = `rewards.${index}`;
    const unknown = [["controller", controller] as const, ...merchants.map((key) => ["merchants", key] as const)].filter(
      ([, key]) => !program.controllers.some((item) => item.key === key),
    );
    const rises = [tiers.map(({ from }) => from), gifts.map(({ at }) => at)].every((steps) =>
      steps.every((step, at) => at === 0 || step > (steps[at - 1] ?? 0)),
    );
    return [
      ...unknown.map(([field, key]) => finding("E109", `${path}.${field}`, `Define a controller "${key}".`)),
      ...(rises ? [] : [finding("E131", path, "Put tiers and gifts in order, each higher than the one before.")]),
    ];
  });
}

/** An offer can be redeemed, and by whoever it names. */
export function lintOffers(program: Program): readonly Finding[] {
  const words = new Map<string, number>();
  return program.offers.flatMap((offer, index) => {
    const path = `offers.${index}`;
    const found: Finding[] = [];
    if ((offer.codes === "one") !== (offer.code !== undefined))
      found.push(finding("E130", `${path}.code`, 'Give the word of an offer with "codes": "one", and none to any other.'));
    if (offer.code !== undefined && words.has(offer.code))
      found.push(finding("E104", `${path}.code`, `Choose another word than that of offers.${words.get(offer.code) ?? 0}.`));
    if (offer.code !== undefined) words.set(offer.code, index);
    if (offer.audience !== undefined && !program.audiences.some((item) => item.key === offer.audience))
      found.push(finding("E109", `${path}.audience`, `Define the audience "${offer.audience}".`));
    if (!isEverOpen(offer)) found.push(finding("E165", `${path}.until`, "Let it end after it has begun."));
    return [...found, ...lintMerchants(program, offer, path)];
  });
}

function isEverOpen({ from, until }: Program["offers"][number]): boolean {
  return from === undefined || until === undefined || Date.parse(from) < Date.parse(until);
}

function lintMerchants({ controllers }: Program, { merchants }: Program["offers"][number], path: string): readonly Finding[] {
  const unknown = merchants.filter((merchant) => !controllers.some(({ key }) => key === merchant));
  return unknown.map((merchant) => finding("E109", `${path}.merchants`, `Define a controller "${merchant}".`));
}
