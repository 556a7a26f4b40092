import { WHOLE_NOTICE, type ConsentCell, type ConsentMetric } from "./consent-count.ts";
import { hideSmall, LEAST } from "./hide-small.ts";

export type CountedCell = ConsentCell & { readonly count: number };

/** Numbers of one group of people. `null`: fewer than ten, or as many as would give away fewer than ten. */
export interface ChoiceNumbers {
  readonly granted: number | null;
  readonly denied: number | null;
  readonly withdrawn: number | null;
  readonly expired: number | null;
  /** Refused by a signal of the browser. */
  readonly signal: number | null;
  /** Of those who said yes or no, 0–1. */
  readonly optIn: number | null;
  readonly optOut: number | null;
  /** Withdrawals over grants of the same week. */
  readonly withdrawal: number | null;
}

export interface NoticeNumbers {
  readonly shown: number | null;
  readonly answered: number | null;
  /** Of the times it was shown, those without an answer, 0–1. */
  readonly ignored: number | null;
}

/** One thing in total, and split in three ways. */
export interface Split<N> {
  readonly total: N;
  readonly locale: { readonly [locale: string]: N };
  readonly place: { readonly [rule: string]: N };
  readonly notice: { readonly [version: string]: N };
}

export interface ConsentWeek {
  readonly week: string;
  readonly notice: Split<NoticeNumbers>;
  readonly purposes: { readonly [purpose: string]: Split<ChoiceNumbers> };
}

const DIMENSIONS = { locale: "locale", place: "rule", notice: "notice" } as const;

/**
 * The consent numbers of one week. Each way of splitting adds up to the same total, so within each what is hidden adds up
 * to ten or more, or nothing is hidden; ways are never crossed. Weeks are told by themselves, whole and for good: no two
 * reports differ by a day.
 */
export function consentWeek(week: string, cells: readonly CountedCell[]): ConsentWeek {
  const ofWeek = cells.filter((cell) => cell.week === week);
  const byPurpose = Map.groupBy(ofWeek, (cell) => cell.purpose);
  const purposes = [...byPurpose].filter(([purpose]) => purpose !== WHOLE_NOTICE).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    week,
    notice: splitOf(byPurpose.get(WHOLE_NOTICE) ?? [], noticeNumbers),
    purposes: Object.fromEntries(purposes.map(([purpose, own]) => [purpose, splitOf(own, choiceNumbers)])),
  };
}

type Parts = ReadonlyMap<string, readonly CountedCell[]>;

function splitOf<N>(cells: readonly CountedCell[], numbersOf: (parts: Parts) => ReadonlyMap<string, N>): Split<N> {
  const by = (dimension: "locale" | "rule" | "notice") =>
    Object.fromEntries(numbersOf(new Map([...Map.groupBy(cells, (cell) => cell[dimension])].toSorted(([a], [b]) => (a < b ? -1 : 1)))));
  const [total] = numbersOf(new Map([["", cells]])).values();
  return { total: total as N, locale: by(DIMENSIONS.locale), place: by(DIMENSIONS.place), notice: by(DIMENSIONS.notice) };
}

function choiceNumbers(parts: Parts): ReadonlyMap<string, ChoiceNumbers> {
  // Yes and no are hidden together: what is left of all who answered would give the other away.
  const said = shownOf(parts, ["granted", "denied"]);
  const [withdrawn, expired, signal] = [shownOf(parts, ["withdrawn"]), shownOf(parts, ["expired"]), shownOf(parts, ["signal"])];
  return new Map(
    [...parts.keys()].map((key) => {
      const [granted, denied] = [numberOf(said, key), numberOf(said, key, 1)];
      const gone = numberOf(withdrawn, key);
      const all = granted === null || denied === null ? null : granted + denied;
      const counts = { granted, denied, withdrawn: gone, expired: numberOf(expired, key), signal: numberOf(signal, key) };
      return [key, { ...counts, optIn: rateOf(granted, all), optOut: rateOf(denied, all), withdrawal: rateOf(gone, granted) }];
    }),
  );
}

type Shown = ReadonlyMap<string, readonly number[]>;

function shownOf(parts: Parts, metrics: readonly ConsentMetric[]): Shown {
  return hideSmall(new Map([...parts].map(([key, cells]) => [key, metrics.map((metric) => sumOf(cells, metric))])));
}

function numberOf(shown: Shown, key: string, at = 0): number | null {
  return shown.get(key)?.[at] ?? null;
}

function noticeNumbers(parts: Parts): ReadonlyMap<string, NoticeNumbers> {
  const counted = [...parts].map(([key, cells]) => {
    const answered = sumOf(cells, "answered");
    return [key, [answered, Math.max(0, sumOf(cells, "shown") - answered)]] as const;
  });
  const shown = hideSmall(new Map(counted));
  return new Map(
    [...parts.keys()].map((key) => {
      const [answered = null, left = null] = shown.get(key) ?? [];
      const all = answered !== null && left !== null ? answered + left : null;
      return [key, { shown: all, answered, ignored: rateOf(left, all) }];
    }),
  );
}

function sumOf(cells: readonly CountedCell[], metric: ConsentMetric): number {
  return cells.reduce((sum, cell) => (cell.metric === metric ? sum + cell.count : sum), 0);
}

/** To three decimals: a finer rate would say no more of a hundred people. */
function rateOf(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole < LEAST ? null : Math.round((part / whole) * 1000) / 1000;
}
