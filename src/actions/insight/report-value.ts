import { servesAt } from "../../core/exchange/points.ts";
import { purposesOfOffer, purposesOfReward } from "../../core/exchange/gives-back.ts";
import { LEAST } from "../../core/insight/hide-small.ts";
import { told, valueReport, type ToldBalance } from "../../core/insight/value-report.ts";
import { countPeople, type People } from "../../storage/value-count.ts";
import type { Call } from "../call.ts";

export interface ValueReport {
  /** Numbers of fewer people are not told. */
  readonly least: number;
  readonly purposes: readonly ToldBalance[];
  /** Purposes that took from ten people or more and gave back to fewer. */
  readonly unreturned: readonly string[];
  /** Of each question with several benefits: who answered it, by the one it was shown with; null for its own, and for fewer than ten. */
  readonly answers: readonly { readonly ask: string; readonly variant: string | null; readonly people: number | null }[];
}

/** What each purpose of a controller took, and what it gave back. Records are counted one by one. Throws `Unavailable`. */
export async function reportValue({ program, platform: { env } }: Call): Promise<ValueReport> {
  const { compiled, site } = program;
  const [named, { controller }] = [`${compiled.key}/`, site];
  const [kept, agreed, brought, reported, redeemed, earned, answered] = await Promise.all([
    countPeople(env, "kept", controller),
    countPeople(env, "agreed", controller),
    countPeople(env, "brought", controller),
    countPeople(env, "reported", controller),
    countPeople(env, "redeemed", named),
    countPeople(env, "earned", named),
    countPeople(env, "answered", controller),
  ]);
  const rewards = compiled.rewards.filter((reward) => servesAt(reward, controller));
  const balances = compiled.purposes.map(({ key: purpose, class: kind, basis }) => ({
    ...{ purpose, class: kind, basis, took: kept.get(purpose) ?? 0, agreed: agreed.get(purpose) ?? 0 },
    gave: {
      recommendations: brought.get(`recommendation~${purpose}`) ?? 0,
      advice: brought.get(`advice~${purpose}`) ?? 0,
      reports: reported.get(purpose) ?? 0,
      offers: mostOf(redeemed, named, compiled.offers, (key) => purposesOfOffer(compiled, key).includes(purpose)),
      points: mostOf(earned, named, rewards, (key) => purposesOfReward(compiled, key).includes(purpose)),
    },
  }));
  return { least: LEAST, ...valueReport(balances), answers: answersOf(compiled, answered) };
}

function answersOf({ asks }: Call["program"]["compiled"], answered: People): ValueReport["answers"] {
  return asks
    .filter(({ benefits }) => benefits.length > 0)
    .flatMap(({ key: ask, benefits }) =>
      [...benefits.map(({ key }) => key), null].map((variant) => ({
        ask,
        variant,
        people: told(answered.get(`${ask}~${variant ?? ""}`) ?? 0),
      })),
    );
}

/** At least so many people: of several offers the same ones may have redeemed each. */
function mostOf(people: People, named: string, items: readonly { readonly key: string }[], isFor: (key: string) => boolean): number {
  return Math.max(0, ...items.filter(({ key }) => isFor(key)).map(({ key }) => people.get(named + key) ?? 0));
}
