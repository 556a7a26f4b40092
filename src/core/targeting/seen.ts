import type { LiveProgram } from "../program/live.ts";
import { inWords } from "./explain-person.ts";
import { isSame, type DecisionRecord } from "./decision-record.ts";
import { asRecorded, replayed, situationOf } from "./replay.ts";

/** Something a person was shown, and why, in their own words (GDPR art 15(1)(h), 22(3)). */
export interface Seen {
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly slot: string | null;
  readonly experience: string;
  readonly variant: string;
  /** The first words of what was shown; null where it is not known any more. */
  readonly text: string | null;
  /** At which moment, and how people call that; null where at none that has a name. */
  readonly moment: { readonly key: string; readonly name: string | null } | null;
  /** What it was for. */
  readonly purpose: { readonly key: string; readonly name: string } | null;
  /** A sentence to each thing it rested on. */
  readonly because: readonly string[];
  /** True where made again from its record it comes out the same; null where it cannot be made again. */
  readonly same: boolean | null;
}

/** A kept decision as its person is told of it; `program` is the one it was made by, null where that is not at hand. */
export function seenIn(program: LiveProgram | null, record: DecisionRecord, locale: string): Seen {
  const { id, at, slot, experience, variant } = record;
  return {
    ...{ id, at: new Date(at).toISOString(), slot, experience, variant },
    text: program && textOf(program, record, locale),
    moment: program && momentOf(program, experience, locale),
    purpose: program && purposeOf(program, experience, locale),
    ...(program ? madeAgain(asRecorded(program, record), record, locale) : UNKNOWN),
  };
}

const UNKNOWN: Pick<Seen, "because" | "same"> = { because: [], same: null };

/** What it rested on, as it comes out when it is made again. */
function madeAgain(program: LiveProgram, record: DecisionRecord, locale: string): Pick<Seen, "because" | "same"> {
  const [again, situation] = [replayed(program, record), situationOf(program, record)];
  if (!again || !situation) return UNKNOWN;
  const explicit = (record.view?.explicit ?? []).reduce((mask, key) => mask | (1 << (program.purposeIndex.get(key) ?? 31)), 0);
  const { because } = inWords(program, again, { ...situation, locale }, explicit);
  return { because: because.flatMap(({ sentence }) => sentence ?? []), same: isSame(record, again) };
}

function purposeOf(program: LiveProgram, experience: string, locale: string): Seen["purpose"] {
  const known = program.experienceOf.get(experience);
  const purpose = known && program.compiled.notice.purposes[known.purpose];
  return purpose ? { key: purpose.key, name: purpose.texts[locale]?.name ?? purpose.key } : null;
}

function momentOf(program: LiveProgram, experience: string, locale: string): Seen["moment"] {
  const moment = program.experienceOf.get(experience)?.moment;
  return moment ? { key: moment.key, name: moment.name?.[locale] ?? null } : null;
}

function textOf(program: LiveProgram, { experience, variant }: DecisionRecord, locale: string): string | null {
  const content = program.experienceOf.get(experience)?.variants.find(({ key }) => key === variant)?.content[locale] ?? {};
  for (const field of Object.values(content)) {
    const text = typeof field === "string" ? field : field.text;
    if (text) return text;
  }
  return null;
}
