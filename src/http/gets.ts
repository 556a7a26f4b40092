import type { Call } from "../actions/call.ts";
import { sentenceOf } from "../core/exchange/offer-sentence.ts";
import type { CompiledAsk } from "../core/program/compiled-ask.ts";

/** What somebody gets for an answer, in words: an offer with its code, or points; null where the answer itself brings it, or the brand does. */
export function getsOf({ program }: Call, { promise }: CompiledAsk, isKept: boolean, wanted: string | undefined): object | null {
  const { locales } = program.compiled;
  const locale = locales.find((item) => item === wanted) ?? locales[0] ?? "en";
  switch (promise?.by) {
    case "points":
      return { ...pointsIn(program, promise, locale), delivered: isKept };
    case "offer":
      return { ...offerIn(program, promise.offer, locale), delivered: isKept };
    default:
      return null;
  }
}

function pointsIn(
  { compiled }: Call["program"],
  { reward: key, points }: { readonly reward: string; readonly points: number },
  locale: string,
) {
  const reward = compiled.rewards.find((item) => item.key === key);
  return { points, reward: key, name: reward?.texts[locale]?.name ?? key };
}

function offerIn({ compiled }: Call["program"], key: string, locale: string) {
  const offer = compiled.offers.find((item) => item.key === key);
  const name = offer?.texts[locale]?.name ?? key;
  return { offer: key, name, code: offer?.code ?? null, sentence: offer ? sentenceOf(offer, locale) : null };
}
