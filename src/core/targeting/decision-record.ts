import { sourceIn } from "../consent/source-choice.ts";
import type { Instant } from "../kernel/instant.ts";
import { DAY } from "../kernel/instant.ts";
import type { Purge } from "../profile/purge.ts";
import type { Weights } from "../program/weights.ts";
import type { SlotDecision } from "./decide.ts";
import type { Sticky } from "./join.ts";
import type { Items } from "./recommend.ts";

/** What a decision was allowed to look at: permit and values, and nothing that no permitted purpose may see. */
export interface RecordedView {
  readonly allowed: readonly string[];
  /** Purposes the person said yes to themselves. */
  readonly explicit: readonly string[];
  readonly sensitiveFree: boolean;
  readonly values: { readonly [attribute: string]: unknown };
  /** Caps and rests that kept something else from being shown; left out where all that is capped was hidden. */
  readonly full?: readonly string[];
  /** The variants the person stayed with. */
  readonly sticky?: Sticky;
  /** What the bandits it could come to drew by. */
  readonly weights?: Weights;
  /** By recommending experience, the keys of the items it showed then; none where it had too few. */
  readonly items?: Items;
}

/** A decision that was shown, with all it is a function of: program, view, unit and instant. */
export interface DecisionRecord {
  /** Of its exposure. */
  readonly id: string;
  readonly at: Instant;
  /** From here on it is not read, and purged: with the first of the values it holds, and after 30 days. */
  readonly expires: Instant;
  /** Purposes whose data it rests on: when one ends, so does the record. */
  readonly purposes: readonly string[];
  /** The hash of the program. */
  readonly program: string;
  readonly site: string;
  /** Null where the experience was decided by itself, as a flag. */
  readonly slot: string | null;
  readonly experience: string;
  readonly variant: string;
  readonly unit: string | null;
  readonly consentVersion: number | null;
  readonly rule: string;
  /** Null where what it rested on is not at hand any more, or too sensitive to be kept twice: it cannot be made again. */
  readonly view: RecordedView | null;
}

/** True where a decision made again came to what was shown. */
export function isSame({ experience, variant }: DecisionRecord, decision: SlotDecision | null): boolean {
  return decision?.experience === experience && decision.variant === variant;
}

/** True for a decision that says nothing which a kept one of the same day does not. */
export function isKept(kept: readonly DecisionRecord[], record: DecisionRecord): boolean {
  const facts = ({ program, slot, experience, variant, consentVersion }: DecisionRecord): string =>
    JSON.stringify([program, slot, experience, variant, consentVersion]);
  return kept.some((item) => item.id === record.id || (facts(item) === facts(record) && Math.abs(record.at - item.at) < DAY));
}

/** True for a kept decision that is not past its time, and that no purge is to take. */
export function mayBeRead({ at, expires, purposes }: DecisionRecord, purges: readonly Purge[], now: Instant): boolean {
  const isOver = purges.some(
    (purge) => at <= purge.at && purge.purposes.some((purpose) => purposes.includes(purpose) || sourceIn(purpose) !== null),
  );
  return expires > now && !isOver;
}
