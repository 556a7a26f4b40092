import type { LiveProgram } from "../program/live.ts";
import { inWords } from "./explain-person.ts";
import { asRecorded, isSame, replayed, situationOf, type DecisionRecord } from "./record.ts";

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
  const common = { id, at: new Date(at).toISOString(), slot, experience, variant };
  const made = program && asRecorded(program, record);
  const again = made && replayed(made, record);
  const situation = made && situationOf(made, record);
  const purpose = program && purposeOf(program, experience, locale);
  if (!made || !again || !situation)
    return { ...common, text: program && textOf(program, record, locale), purpose, because: [], same: null };
  const explicit = (record.view?.explicit ?? []).reduce((mask, key) => mask | (1 << (made.purposeIndex.get(key) ?? 31)), 0);
  const { because } = inWords(made, again, { ...situation, locale }, explicit);
  const sentences = because.flatMap(({ sentence }) => sentence ?? []);
  return { ...common, text: textOf(made, record, locale), purpose, because: sentences, same: isSame(record, again) };
}

function purposeOf(program: LiveProgram, experience: string, locale: string): Seen["purpose"] {
  const known = program.experienceOf.get(experience);
  const purpose = known && program.compiled.notice.purposes[known.purpose];
  return purpose ? { key: purpose.key, name: purpose.texts[locale]?.name ?? purpose.key } : null;
}

function textOf(program: LiveProgram, { experience, variant }: DecisionRecord, locale: string): string | null {
  const content = program.experienceOf.get(experience)?.variants.find(({ key }) => key === variant)?.content[locale] ?? {};
  for (const field of Object.values(content)) {
    const text = typeof field === "string" ? field : field.text;
    if (text) return text;
  }
  return null;
}
