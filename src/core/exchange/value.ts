import type { ConsentRecord } from "../consent/choose.ts";
import type { ConsentState } from "../consent/state.ts";
import type { Instant } from "../kernel/instant.ts";
import type { AttributeValues } from "../profile/values.ts";
import type { Benefit } from "../program/compiled-offer.ts";
import type { LiveProgram } from "../program/live.ts";
import { shownBenefit } from "./benefit.ts";
import { purposesOfAsk, purposesOfOffer, purposesOfReward } from "./gives-back.ts";
import { giftsOf } from "./points.ts";

/** What a person gave: a value that is held, or a yes that holds; `ask` names the question it answered. */
export interface Given {
  readonly kind: "value" | "consent";
  readonly key: string;
  readonly name: string;
  readonly source: "volunteered" | "observed" | "inferred" | null;
  readonly purposes: readonly string[];
  readonly at: string | null;
  readonly ask: string | null;
}

/** What came back, and for the data of which purposes. */
export type Got = { readonly key: string; readonly name: string; readonly purposes: readonly string[]; readonly at: string | null } & (
  | { readonly kind: "offer"; readonly benefit: Benefit }
  | { readonly kind: "points"; readonly balance: number; readonly earned: number }
  | { readonly kind: "gift"; readonly reward: string }
  | { readonly kind: "badge"; readonly reward: string; readonly gift: string | null }
  /** Issued for an answer, whether or not it was redeemed since. */
  | { readonly kind: "coupon"; readonly ask: string }
  /** What the brand said has come, for an answer. */
  | { readonly kind: "benefit"; readonly benefit: string }
  | { readonly kind: Brought["kind"]; readonly times: number }
);

/** Both sides in one view, and how they stand for each purpose. */
export interface Value {
  readonly gave: readonly Given[];
  readonly got: readonly Got[];
  /** What was promised for an answer and has not come yet. */
  readonly owed: readonly { readonly ask: string; readonly name: string; readonly benefit: string; readonly due: string | null }[];
  readonly purposes: readonly { readonly purpose: string; readonly name: string; readonly gave: number; readonly got: number }[];
}

/** Things of one kind that came of a purpose. */
export interface Brought {
  readonly kind: "recommendation" | "advice" | "report";
  readonly what: string;
  readonly purpose: string;
  readonly times: number;
  readonly last: Instant;
}

/** What was given as an answer, what for, and what became of it. */
export interface Exchanged {
  readonly ask: string;
  readonly gave: "value" | "consent";
  readonly what: string;
  readonly benefit: string;
  /** Which of its benefits the question was shown with; null for its own. */
  readonly variant: string | null;
  readonly at: Instant;
  readonly how: "offer" | "points" | "brand" | null;
  readonly ref: string | null;
  readonly due: Instant | null;
  readonly endedAt: Instant | null;
  readonly outcome: "delivered" | "acknowledged" | null;
}

/** What is on record of a person; accounts and offers are named as in the databases. */
export interface ValueRecords {
  readonly state: ConsentState;
  readonly values: AttributeValues;
  /** Of the person's own chain, oldest first. */
  readonly said: readonly Pick<ConsentRecord, "at" | "decisions">[];
  readonly exchanges: readonly Exchanged[];
  readonly offers: readonly { readonly offer: string; readonly benefit: Benefit; readonly at: Instant }[];
  readonly accounts: readonly { readonly scheme: string; readonly balance: number; readonly earned: number }[];
  readonly brought: readonly Brought[];
  readonly badges: readonly { readonly scheme: string; readonly challenge: string; readonly at: Instant }[];
}

/** What a person gave and what they got for it, in a language of the program. */
export function valueOf(program: LiveProgram, records: ValueRecords, locale: string): Value {
  const gave = [...valuesGiven(program, records, locale), ...consentsGiven(program, records, locale)];
  const got = [offersGot, rewardsGot, badgesGot, promisesGot, broughtBy].flatMap((kind) => kind(program, records, locale));
  const counting = (list: readonly { readonly purposes: readonly string[] }[], key: string): number =>
    list.filter(({ purposes }) => purposes.includes(key)).length;
  const purposes = program.compiled.notice.purposes
    .map(({ key, texts }) => ({ purpose: key, name: texts[locale]?.name ?? key, gave: counting(gave, key), got: counting(got, key) }))
    .filter((item) => item.gave + item.got > 0);
  return { gave, got, owed: owedTo(program, records, locale), purposes };
}

function valuesGiven({ compiled }: LiveProgram, { values, exchanges }: ValueRecords, locale: string): readonly Given[] {
  return Object.entries(values).map(([key, { source, purposes, at }]) => ({
    ...{ kind: "value", key, name: compiled.notice.attributes[key]?.[locale]?.name ?? key, source, purposes, at: isoOf(at) },
    ask: exchanges.findLast(({ gave, what }) => gave === "value" && what === key)?.ask ?? null,
  }));
}

/** Yeses that hold; of what needs none nobody gave anything. */
function consentsGiven({ compiled }: LiveProgram, { state, said, exchanges }: ValueRecords, locale: string): readonly Given[] {
  return compiled.notice.purposes
    .filter(({ key }) => state.decisions[key]?.state === "granted")
    .map(({ key, texts }) => ({
      ...{ kind: "consent", key, name: texts[locale]?.name ?? key, source: null, purposes: [key] },
      at: isoOf(said.findLast(({ decisions }) => decisions[key]?.state === "granted")?.at ?? null),
      ask: exchanges.findLast(({ gave, what }) => gave === "consent" && what === key)?.ask ?? null,
    }));
}

function offersGot({ compiled }: LiveProgram, { offers }: ValueRecords, locale: string): readonly Got[] {
  return offers.map(({ offer, benefit, at }) => {
    const key = offer.split("/").at(-1) ?? "";
    const name = compiled.offers.find((item) => item.key === key)?.texts[locale]?.name ?? key;
    return { kind: "offer", key, name, benefit, purposes: purposesOfOffer(compiled, key), at: isoOf(at) };
  });
}

function rewardsGot({ compiled }: LiveProgram, { accounts }: ValueRecords, locale: string): readonly Got[] {
  return accounts.flatMap(({ scheme, balance, earned }): readonly Got[] => {
    const reward = compiled.rewards.find(({ key }) => scheme === `${compiled.key}/${key}`);
    if (!reward) return [];
    const shared = { purposes: purposesOfReward(compiled, reward.key), at: null };
    const gifts = giftsOf(reward, earned).reached.map((key): Got => {
      const name = reward.gifts.find((gift) => gift.key === key)?.texts[locale]?.name ?? key;
      return { kind: "gift", key, name, reward: reward.key, ...shared };
    });
    return [{ kind: "points", key: reward.key, name: reward.texts[locale]?.name ?? reward.key, balance, earned, ...shared }, ...gifts];
  });
}

/** With the gift it came with; its points are in the account. */
function badgesGot({ compiled }: LiveProgram, { badges }: ValueRecords, locale: string): readonly Got[] {
  return badges.flatMap(({ scheme, challenge: key, at }): readonly Got[] => {
    const reward = compiled.rewards.find((item) => scheme === `${compiled.key}/${item.key}`);
    const texts = reward?.challenges.find((item) => item.key === key)?.texts[locale];
    if (!reward) return [];
    const shared = { purposes: purposesOfReward(compiled, reward.key), at: isoOf(at) };
    return [{ kind: "badge", key, name: texts?.name ?? key, reward: reward.key, gift: texts?.gift ?? null, ...shared }];
  });
}

function promisesGot({ compiled }: LiveProgram, { exchanges }: ValueRecords, locale: string): readonly Got[] {
  return exchanges.flatMap(({ ask, how, ref, benefit, variant, endedAt, outcome }): readonly Got[] => {
    const shared = { purposes: purposesOfAsk(compiled, ask), at: isoOf(endedAt) };
    if (outcome !== "delivered" || how === "points") return [];
    if (how === "brand") return [{ kind: "benefit", key: ask, name: benefitOf(compiled, ask, variant, locale), benefit, ...shared }];
    const name = compiled.offers.find(({ key }) => key === ref)?.texts[locale]?.name ?? ref ?? "";
    return [{ kind: "coupon", key: ref ?? "", name, ask, ...shared }];
  });
}

/** Points show in their account. */
function owedTo({ compiled }: LiveProgram, { exchanges }: ValueRecords, locale: string): Value["owed"] {
  return exchanges
    .filter(({ due, endedAt }) => due !== null && endedAt === null)
    .map(({ ask, benefit, variant, due }) => ({ ask, name: benefitOf(compiled, ask, variant, locale), benefit, due: isoOf(due) }));
}

function benefitOf({ asks }: LiveProgram["compiled"], key: string, variant: string | null, locale: string): string {
  const ask = asks.find((item) => item.key === key);
  return (ask && shownBenefit(ask, variant).texts[locale]?.benefit) ?? key;
}

function broughtBy({ compiled }: LiveProgram, { brought }: ValueRecords, locale: string): readonly Got[] {
  return brought.map(({ kind, what, purpose, times, last }) => {
    const report = kind === "report" && compiled.reports.find(({ key }) => key === what);
    const name = report ? report.texts[locale]?.name : compiled.notice.purposes.find(({ key }) => key === purpose)?.texts[locale]?.name;
    return { kind, key: what, name: name ?? purpose, purposes: [purpose], times, at: isoOf(last) };
  });
}

function isoOf(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
