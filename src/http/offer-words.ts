import { incentiveOfOffer } from "../core/exchange/incentive.ts";
import { sentenceOf } from "../core/exchange/offer-sentence.ts";
import type { CompiledOffer } from "../core/program/compiled-offer.ts";
import type { CompiledProgram } from "../core/program/compiled.ts";

/** An offer as it is told: its rule in one sentence, and the notice where it is given for data. */
export function offerWords(program: CompiledProgram, offer: CompiledOffer, locale: string): object {
  const { key, benefit, texts } = offer;
  return {
    key,
    name: texts[locale]?.name ?? key,
    sentence: sentenceOf(offer, locale),
    benefit,
    incentive: incentiveOfOffer(program, offer, locale),
  };
}
