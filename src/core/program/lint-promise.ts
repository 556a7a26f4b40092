import { finding, type Finding } from "./findings.ts";
import type { Program } from "./schema.ts";

type Ask = Program["asks"][number];

/** What an ask promises can be kept: the offer cannot run out, and the points are of the account of who asks. */
export function lintPromises(program: Program): readonly Finding[] {
  return program.asks.flatMap((ask, index) => {
    const path = `asks.${index}.promise`;
    switch (ask.promise?.by) {
      case "offer":
        return lintOffer(program, ask.promise.offer, path);
      case "points":
        return lintPoints(program, ask, ask.promise.reward, path);
      case "brand":
        return [];
      case undefined:
        return ask.kind === "discount"
          ? [finding("W234", `asks.${index}`, 'Say in "promise" how the discount comes to whoever answers.')]
          : [];
    }
  });
}

function lintOffer({ offers }: Program, key: string, path: string): readonly Finding[] {
  const offer = offers.find((item) => item.key === key);
  if (!offer) return [finding("E109", `${path}.offer`, `Define the offer "${key}".`)];
  if (offer.codes === "unique")
    return [finding("E155", `${path}.offer`, 'Only hashes of its codes are kept: promise it "by": "brand", who sends the code.')];
  const isEnough = offer.budget === undefined && offer.perDay === undefined;
  return isEnough ? [] : [finding("E155", `${path}.offer`, `Promise an offer without "budget" and "perDay": this one can run out.`)];
}

function lintPoints({ rewards, sites }: Program, { slot }: Ask, key: string, path: string): readonly Finding[] {
  const reward = rewards.find((item) => item.key === key);
  if (!reward) return [finding("E109", `${path}.reward`, `Define the reward "${key}".`)];
  const asking = sites.filter(({ slots }) => slots.some((item) => item.key === slot)).map(({ controller }) => controller);
  const serves = reward.merchants.length === 0 || reward.merchants.includes(reward.controller);
  const isOwn = serves && asking.every((controller) => controller === reward.controller);
  return isOwn ? [] : [finding("E156", `${path}.reward`, `Put the ask on sites of "${reward.controller}" only, whose account it is.`)];
}
