import type { Benefit, CompiledOffer } from "../program/compiled-offer.ts";
import { dayIn } from "./offer.ts";

/** The parts of a rule, in a language. `{n}` is a number, `{d}` a day or a moment, `{c}` a code or where. */
interface Words {
  readonly off: string;
  readonly code: string;
  readonly ownCode: string;
  readonly at: string;
  readonly from: string;
  readonly until: string;
  readonly once: string;
  readonly times: string;
  readonly budget: string;
  readonly perDay: string;
  readonly alone: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  en: {
    off: "{n} off",
    code: "with the code {c}",
    ownCode: "with your own code",
    at: "at {c}",
    from: "from {d}",
    until: "until {d}",
    once: "once per person",
    times: "{n} times per person",
    budget: "for the first {n}",
    perDay: "at most {n} a day",
    alone: "not together with other offers",
  },
  de: {
    off: "{n} Rabatt",
    code: "mit dem Code {c}",
    ownCode: "mit Ihrem eigenen Code",
    at: "bei {c}",
    from: "ab {d}",
    until: "bis {d}",
    once: "einmal pro Person",
    times: "{n}-mal pro Person",
    budget: "für die ersten {n}",
    perDay: "höchstens {n} am Tag",
    alone: "nicht zusammen mit anderen Angeboten",
  },
  fr: {
    off: "{n} de réduction",
    code: "avec le code {c}",
    ownCode: "avec votre code personnel",
    at: "chez {c}",
    from: "à partir du {d}",
    until: "jusqu’au {d}",
    once: "une fois par personne",
    times: "{n} fois par personne",
    budget: "pour les {n} premiers",
    perDay: "au plus {n} par jour",
    alone: "non cumulable avec d’autres offres",
  },
  es: {
    off: "{n} de descuento",
    code: "con el código {c}",
    ownCode: "con su propio código",
    at: "en {c}",
    from: "desde el {d}",
    until: "hasta el {d}",
    once: "una vez por persona",
    times: "{n} veces por persona",
    budget: "para los primeros {n}",
    perDay: "como máximo {n} al día",
    alone: "no acumulable con otras ofertas",
  },
  it: {
    off: "{n} di sconto",
    code: "con il codice {c}",
    ownCode: "con il tuo codice personale",
    at: "presso {c}",
    from: "dal {d}",
    until: "fino al {d}",
    once: "una volta a persona",
    times: "{n} volte a persona",
    budget: "per i primi {n}",
    perDay: "al massimo {n} al giorno",
    alone: "non cumulabile con altre offerte",
  },
  nl: {
    off: "{n} korting",
    code: "met de code {c}",
    ownCode: "met je eigen code",
    at: "bij {c}",
    from: "vanaf {d}",
    until: "tot en met {d}",
    once: "één keer per persoon",
    times: "{n} keer per persoon",
    budget: "voor de eerste {n}",
    perDay: "hooguit {n} per dag",
    alone: "niet samen met andere aanbiedingen",
  },
};

const ENGLISH = WORDS["en"] as Words;

/**
 * The rule of an offer in one sentence, made from the same numbers that are enforced; in English where the language has
 * no words here. Days are whole: what begins or ends within one says when. For whom it is, whoever reads it knows.
 */
export function sentenceOf(offer: CompiledOffer, locale: string): string {
  const language = locale.split("-")[0] ?? "";
  const words = WORDS[language] ?? ENGLISH;
  const shown = WORDS[language] ? locale : "en";
  const parts = [
    benefitIn(offer.benefit, words, shown),
    ...codeIn(offer, words),
    ...placesIn(offer, words, shown),
    ...daysIn(offer, words, shown),
    ...limitsIn(offer, words, shown),
  ];
  const text = parts.join(", ");
  return `${text.charAt(0).toLocaleUpperCase(shown)}${text.slice(1)}.`;
}

/** What an offer gives, in words. */
export function benefitTextOf({ benefit }: CompiledOffer, locale: string): string {
  const words = WORDS[locale.split("-")[0] ?? ""];
  return benefitIn(benefit, words ?? ENGLISH, words ? locale : "en");
}

/** A number of points, as it is written there. */
export function pointsTextOf(points: number, locale: string): string {
  return numberIn(points, locale);
}

function benefitIn(benefit: Benefit, words: Words, locale: string): string {
  switch (benefit.kind) {
    case "gift":
      return benefit.value;
    case "percent":
      return fill(words.off, numberIn(benefit.value / 100, locale, { style: "percent", maximumFractionDigits: 6 }));
    case "amount": {
      const format = new Intl.NumberFormat(locale, { style: "currency", currency: benefit.currency });
      const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
      return fill(words.off, format.format(benefit.value / 10 ** digits));
    }
  }
}

function codeIn({ codes, code }: CompiledOffer, words: Words): readonly string[] {
  if (codes === "none") return [];
  return [code === null ? words.ownCode : fill(words.code, code)];
}

function placesIn({ places }: CompiledOffer, words: Words, locale: string): readonly string[] {
  return places.length === 0 ? [] : [fill(words.at, new Intl.ListFormat(locale, { type: "disjunction" }).format(places))];
}

function daysIn({ from, until, zone }: CompiledOffer, words: Words, locale: string): readonly string[] {
  const begins = from === null ? null : momentIn(from, from, zone, locale);
  const ends = until === null ? null : momentIn(until, until - 1, zone, locale);
  return [...(begins === null ? [] : [fill(words.from, begins)]), ...(ends === null ? [] : [fill(words.until, ends)])];
}

/** The day of an instant that is a midnight there; else the instant. */
function momentIn(at: number, day: number, zone: string, locale: string): string {
  const [time, shown] =
    dayIn(zone, at) !== dayIn(zone, at - 1) ? [{}, day] : [{ hour: "numeric", minute: "2-digit", timeZoneName: "short" } as const, at];
  return new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", day: "numeric", ...time, timeZone: zone }).format(shown);
}

function limitsIn({ perPerson, budget, perDay, isAlone }: CompiledOffer, words: Words, locale: string): readonly string[] {
  const times = (text: string, most: number | null): readonly string[] => (most === null ? [] : [fill(text, numberIn(most, locale))]);
  return [
    ...times(perPerson === 1 ? words.once : words.times, perPerson),
    ...times(words.budget, budget),
    ...times(words.perDay, perDay),
    ...(isAlone ? [words.alone] : []),
  ];
}

function numberIn(value: number, locale: string, how: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(locale, how).format(value);
}

function fill(text: string, value: string): string {
  return text.replace(/\{[ncd]\}/, () => value);
}
