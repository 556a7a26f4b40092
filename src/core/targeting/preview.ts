import type { Instant } from "../kernel/instant.ts";
import { Gate } from "../profile/gate.ts";
import type { CompiledPurpose } from "../program/compiled.ts";
import type { CompiledExperience, CompiledVariant, Content } from "../program/compiled-experience.ts";
import type { LiveProgram } from "../program/live.ts";
import { untouched } from "./allowance.ts";
import { mayStick } from "./trial.ts";
import { decideSlots, type Situation, type SlotDecision } from "./decide.ts";
import { chooseItems } from "./recommend.ts";

/** How long a preview link holds at most, in hours. */
export const MOST_HOURS = 24;

/** Somebody made up, for whom a page is shown by one version of a program. Nobody real is in it. */
export interface Preview {
  /** The hash of the program. */
  readonly program: string;
  readonly until: Instant;
  /** Purposes the made-up person said yes to. To none of the others did they say no. */
  readonly allowed: readonly string[];
  readonly attributes: { readonly [attribute: string]: unknown };
  /** Experiences that are shown in any case, with the variant of each. */
  readonly variants: { readonly [experience: string]: string };
}

/** True for a purpose that is allowed to whoever has said nothing, wherever they are. */
export function needsNoYes({ class: kind, basis }: CompiledPurpose): boolean {
  return kind === "necessary" || basis !== "consent";
}

/** A preview's own situation, and what is seen by whom it would show everything: what is forced is filled by that. */
export interface PreviewSituation extends Situation {
  readonly forced: Gate;
}

/**
 * The situation of a preview: its own values over what the request brings, and nothing of whoever opens it. What needs no
 * yes is allowed, as it is for whoever has said nothing.
 */
export function previewSituation(
  program: LiveProgram,
  { allowed, attributes }: Preview,
  fill: (values: unknown[]) => void,
  more: Pick<Situation, "locale" | "now">,
): PreviewSituation {
  const bits = (holds: (purpose: CompiledPurpose) => boolean): number =>
    program.compiled.purposes.reduce((mask, purpose, index) => (holds(purpose) ? mask | (1 << index) : mask), 0);
  const explicit = bits(({ key }) => allowed.includes(key));
  const mask = explicit | bits(needsNoYes);
  const values: unknown[] = program.attributes.map(() => undefined);
  fill(values);
  for (const [key, value] of Object.entries(attributes)) {
    const index = program.attributeIndex.get(key);
    if (index !== undefined) values[index] = value;
  }
  const every = bits(() => true);
  return {
    ...more,
    gate: new Gate(program, { mask, explicit, why: [], state: [] }, values, false),
    forced: new Gate(program, { mask: every, explicit: every, why: [], state: [] }, values, false),
    unit: "preview",
    consentVersion: null,
    allowance: untouched(program),
    sticky: mayStick(program, mask) ? {} : undefined,
  };
}

/** Decides the slots of a preview. Nothing of it counts; what is forced is shown whatever its condition says, with its items where there are enough. */
export function previewSlots(
  program: LiveProgram,
  slots: readonly string[],
  { variants }: Preview,
  situation: PreviewSituation,
): readonly SlotDecision[] {
  return decideSlots(program, slots, situation).map((decision, at) => ({
    ...(forcedIn(program, slots[at] ?? "", variants, situation) ?? decision),
    counted: false,
  }));
}

function forcedIn(program: LiveProgram, slot: string, variants: Preview["variants"], situation: PreviewSituation): SlotDecision | null {
  for (const experience of program.slots.get(slot)?.experiences ?? []) {
    const variant = experience.variants.find(({ key }) => key === variants[experience.key]);
    if (!variant) continue;
    const own = variant.content[situation.locale] ?? null;
    const content = itemsOf(program, experience, variant, situation);
    return {
      experience: experience.key,
      variant: variant.key,
      content: content ? { ...own, ...content } : own,
      reason: "matched",
      because: [],
      counted: false,
    };
  }
  return null;
}

function itemsOf(
  program: LiveProgram,
  { purpose }: CompiledExperience,
  { recommend }: CompiledVariant,
  { forced: gate, locale }: PreviewSituation,
): Content | null {
  const view = recommend && gate.view(purpose);
  return (view && chooseItems(program, recommend, view, { gate, locale })?.content) ?? null;
}
