import type { CompiledAsk } from "../program/compiled-ask.ts";
import type { CompiledOffer } from "../program/compiled-offer.ts";
import type { CompiledProgram } from "../program/compiled.ts";
import { benefitTextOf, pointsTextOf } from "./offer-sentence.ts";

/**
 * The notice of a financial incentive (Cal. Civ. 1798.125(b), 11 CCR 7016(d)): what is given for which data, how to take it
 * back, and what the data is estimated to be worth: what the benefit costs, by 11 CCR 7081(a)(6).
 */
export interface Incentive {
  readonly terms: string;
  readonly value: string;
}

type Words = readonly [terms: string, value: string];

/** `{b}` is the benefit, `{d}` the data, `{p}` what it is used for. */
const ENGLISH: Words = [
  "{b} for {d}, used for: {p}. You need not take part, and may end it at any time under “Privacy choices”; what you earned by then stays yours.",
  "We estimate the value of this data to us at what the benefit costs us: {b}.",
];

const WORDS: Readonly<Record<string, Words>> = {
  en: ENGLISH,
  de: [
    "{b} für {d}, verwendet für: {p}. Die Teilnahme ist freiwillig und jederzeit unter „Datenschutz-Einstellungen“ zu beenden; was Sie bis dahin bekommen haben, bleibt Ihnen.",
    "Den Wert dieser Daten für uns schätzen wir auf das, was uns der Vorteil kostet: {b}.",
  ],
  fr: [
    "{b} pour {d}, utilisé pour : {p}. La participation est libre et peut cesser à tout moment sous « Choix de confidentialité » ; ce que vous avez reçu vous reste acquis.",
    "Nous estimons la valeur de ces données pour nous à ce que l’avantage nous coûte : {b}.",
  ],
  es: [
    "{b} por {d}, para: {p}. Participar es voluntario y puede dejarlo cuando quiera en «Opciones de privacidad»; lo recibido hasta entonces es suyo.",
    "Estimamos el valor de estos datos para nosotros en lo que nos cuesta la ventaja: {b}.",
  ],
  it: [
    "{b} per {d}, per: {p}. La partecipazione è libera e può cessare in ogni momento in «Scelte sulla privacy»; quanto ricevuto fino ad allora resta suo.",
    "Stimiamo il valore di questi dati per noi in ciò che il vantaggio ci costa: {b}.",
  ],
  nl: [
    "{b} voor {d}, gebruikt voor: {p}. Meedoen is vrij en kan altijd stoppen onder ‘Privacykeuzes’; wat u tot dan kreeg, blijft van u.",
    "Wij schatten de waarde van deze gegevens voor ons op wat het voordeel ons kost: {b}.",
  ],
};

type Parts = Pick<CompiledProgram, "purposes" | "notice" | "attributes" | "offers" | "rewards" | "audiences">;

/** The notice of what an ask gives for its answer; null where that is nothing of worth in money. In English where there are no words. */
export function incentiveOfAsk(
  program: Parts,
  ask: Pick<CompiledAsk, "promise" | "attribute" | "consent" | "purpose">,
  locale: string,
): Incentive | null {
  const benefit = benefitOf(program, ask.promise, locale);
  if (benefit === null) return null;
  const asked = program.attributes[ask.attribute ?? -1]?.key;
  const purposes = [program.purposes[ask.consent ?? ask.purpose]?.key ?? ""];
  return incentiveIn(program, benefit, asked === undefined ? null : [asked], purposes, locale);
}

/** The same of an offer that is given for the data of purposes, also by being for an audience; null for one that is for anybody. */
export function incentiveOfOffer(program: Parts, offer: CompiledOffer, locale: string): Incentive | null {
  const audience = program.audiences.find(({ key }) => key === offer.audience);
  const purposes = [...offer.for, ...(audience ? [program.purposes[audience.purpose]?.key ?? ""] : [])];
  return purposes.length === 0 ? null : incentiveIn(program, benefitTextOf(offer, locale), null, purposes, locale);
}

function benefitOf({ offers, rewards }: Parts, promise: CompiledAsk["promise"], locale: string): string | null {
  if (promise?.by === "points") {
    const reward = rewards.find(({ key }) => key === promise.reward);
    return `${pointsTextOf(promise.points, locale)} ${reward?.texts[locale]?.name ?? promise.reward}`;
  }
  const offer = promise?.by === "offer" ? offers.find(({ key }) => key === promise.offer) : undefined;
  return offer ? benefitTextOf(offer, locale) : null;
}

/** Without attributes: all that the purposes use. */
function incentiveIn(
  { notice }: Parts,
  benefit: string,
  attributes: readonly string[] | null,
  keys: readonly string[],
  locale: string,
): Incentive {
  const purposes = notice.purposes.filter(({ key }) => keys.includes(key));
  const data = attributes ?? [...new Set(purposes.flatMap((purpose) => purpose.data))];
  const named = data.map((key) => notice.attributes[key]?.[locale]?.name ?? key);
  const [terms, value] = WORDS[locale.split("-")[0] ?? ""] ?? ENGLISH;
  const uses = purposes.map(({ key, texts }) => texts[locale]?.name ?? key).join(", ");
  const fill = (text: string): string =>
    text.replaceAll(
      /\{([bdp])\}/g,
      (_, part) => ({ b: benefit, d: named.length > 0 ? named.join(", ") : uses, p: uses })[part as "b" | "d" | "p"],
    );
  return { terms: fill(terms), value: fill(value) };
}
