import { fromBase64Url, toBase64Url, utf8 } from "../kernel/bytes.ts";
import type { Gate } from "../profile/gate.ts";
import type { LiveProgram } from "../program/live.ts";
import { isKeepable, pageReads, type PageRead } from "../program/told-by-page.ts";
import type { SlotDecision } from "./decide.ts";

/** What a decision rested on and nobody holds afterwards. */
export interface Passing {
  /** By attribute, what was looked at of what the page said; null where nothing of it was to be looked at. */
  readonly page: { readonly [attribute: string]: unknown } | null;
  /** The keys of the items it showed, in their order. */
  readonly items: readonly string[];
}

/** In the place of a value that does not go along. */
const LEFT_OUT = null;

/** More characters of JSON do not go along with an exposure. */
const MOST_TEXT = 400;

/** By the place of a slot, what passes of its decision (`passingText`); nothing for the others. */
export type Passings = readonly (string | undefined)[];

/** What passes of decisions of slots, or of experiences by themselves; undefined where nothing does. */
export function passingTexts(
  program: LiveProgram,
  names: readonly string[],
  decisions: readonly SlotDecision[],
  gate: Gate,
  alone?: true,
): Passings | undefined {
  let texts: (string | undefined)[] | undefined;
  for (const [at, decision] of decisions.entries()) {
    if (decision.experience === null) continue;
    const reads = alone ? readsAlone(program, decision.experience) : readsIn(program, names[at]);
    const text = reads.length === 0 && !decision.items ? null : passingText(program, decision, reads, gate);
    if (text !== null) (texts ??= decisions.map(() => undefined))[at] = text;
  }
  return texts;
}

function readsIn({ slots }: LiveProgram, slot = ""): readonly PageRead[] {
  return slots.get(slot)?.page ?? [];
}

function readsAlone({ attributes, experiences }: LiveProgram, key: string): readonly PageRead[] {
  const experience = experiences.get(key);
  return experience ? pageReads(attributes, [experience]) : [];
}

/**
 * What of a decision passes, as base64url of its JSON; null where it is too much to go along. What may
 * not be kept, or may be an address or a number somebody goes by, is left out: such a decision is not made again.
 */
function passingText(program: LiveProgram, { items = [] }: SlotDecision, reads: readonly PageRead[], gate: Gate): string | null {
  const page: Record<string, unknown> = {};
  for (const { purpose, attribute } of reads) {
    const value = gate.view(purpose)?.read(attribute);
    const declared = program.attributes[attribute];
    if (value !== undefined && declared) page[declared.key] = isKeepable(declared) && !isIdentifying(value) ? value : LEFT_OUT;
  }
  const text = JSON.stringify([reads.length === 0 ? null : page, items]);
  return text.length > MOST_TEXT ? null : toBase64Url(utf8(text));
}

/** Reads what `passingText` wrote, once its signature was checked; null for anything else. */
export function readPassing(text: string): Passing | null {
  const bytes = fromBase64Url(text);
  if (!bytes) return null;
  const [page, items] = JSON.parse(new TextDecoder().decode(bytes)) as [Passing["page"], Passing["items"]];
  return { page, items };
}

/** True where the decision looked at something of the page that did not go along. */
export function isLacking({ page }: Passing): boolean {
  return page !== null && Object.values(page).includes(LEFT_OUT);
}

function isIdentifying(value: unknown): boolean {
  return /@|\d{8}/.test(String(value));
}
