import type { Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";
import { askIn, type Entered, type FirstAnswer, type Seen, type Shown, type Step } from "./journey.ts";

/** Where one page of the answers lies in time: what else happened belongs to it from its last answer on, up to where it begins. */
export interface Span {
  readonly from: Instant;
  readonly before: Instant;
}

/** One line of time, the newest first: a page of the answers with what else falls into its span. At one instant a moment is entered before all else. */
export function lineOf(answers: readonly Step[], others: readonly Step[], { from, before }: Span): readonly Step[] {
  const within = others.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < before);
  const isEntered = (step: Step): number => (step.kind === "entered" ? 1 : 0);
  return [...answers, ...within].toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at) || isEntered(a) - isEntered(b));
}

/** Everything that says of a moment that the person was there. */
export interface Traces {
  readonly first: readonly FirstAnswer[];
  readonly seen: readonly Seen[];
  readonly shown: readonly Shown[];
}

/** The moments somebody came to, each with the first trace of it; `tells` says which data of theirs may be named. */
export function enteredBy(
  program: LiveProgram,
  { first, seen, shown }: Traces,
  tells: (attribute: string) => boolean,
  locale: string,
): readonly Entered[] {
  const traces = [
    ...first.map(({ moment, at }) => [moment, at] as const),
    ...seen.map(({ ask, at }) => [askIn(program, ask)?.moment ?? null, at] as const),
    ...shown.map(({ moment, at }) => [moment.key, Date.parse(at)] as const),
  ];
  return [...Map.groupBy(traces, ([moment]) => moment)].flatMap(([key, own]) => {
    if (key === null) return [];
    const moment = program.compiled.moments.find((item) => item.key === key);
    const named = { key, name: moment?.name?.[locale] ?? null };
    const read = (moment?.reads ?? []).flatMap((index) => program.attributes[index]?.key ?? []).filter(tells);
    const because = read.map((attribute) => program.compiled.notice.attributes[attribute]?.[locale]?.name ?? attribute);
    return [{ kind: "entered", moment: named, because, at: new Date(Math.min(...own.map(([, at]) => at))).toISOString() }];
  });
}
