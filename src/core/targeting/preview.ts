import type { Instant } from "../kernel/instant.ts";
import { Gate } from "../profile/gate.ts";
import type { LiveProgram } from "../program/live.ts";
import { untouched } from "./allowance.ts";
import { mayStick } from "./trial.ts";
import { decideSlots, type Situation, type SlotDecision } from "./decide.ts";

/** How long a preview link holds at most, in hours. */
export const MOST_HOURS = 24;

/** Somebody made up, for whom a page is shown by one version of a program. Nobody real is in it. */
export interface Preview {
  /** The hash of the program. */
  readonly program: string;
  readonly until: Instant;
  /** Purposes the made-up person said yes to. */
  readonly allowed: readonly string[];
  readonly attributes: { readonly [attribute: string]: unknown };
  /** Experiences that are shown in any case, with the variant of each. */
  readonly variants: { readonly [experience: string]: string };
}

/** The situation of a preview: its own values over what the request brings, and nothing of whoever opens it. */
export function previewSituation(
  program: LiveProgram,
  { allowed, attributes }: Preview,
  fill: (values: unknown[]) => void,
  more: Pick<Situation, "locale" | "now">,
): Situation {
  const { purposes, notice } = program.compiled;
  const bits = (holds: (key: string, index: number) => boolean): number =>
    purposes.reduce((mask, { key }, index) => (holds(key, index) ? mask | (1 << index) : mask), 0);
  const explicit = bits((key) => allowed.includes(key));
  const mask = explicit | bits((_, index) => notice.purposes[index]?.choice === false);
  const values: unknown[] = program.attributes.map(() => undefined);
  fill(values);
  for (const [key, value] of Object.entries(attributes)) {
    const index = program.attributeIndex.get(key);
    if (index !== undefined) values[index] = value;
  }
  const gate = new Gate(program, { mask, explicit, why: [], state: [] }, values, false);
  return {
    ...more,
    gate,
    unit: "preview",
    consentVersion: null,
    allowance: untouched(program),
    sticky: mayStick(program, mask) ? {} : undefined,
  };
}

/** Decides the slots of a preview. Nothing of it counts; what is forced is shown whatever its condition says. */
export function previewSlots(
  program: LiveProgram,
  slots: readonly string[],
  { variants }: Preview,
  situation: Situation,
): readonly SlotDecision[] {
  return decideSlots(program, slots, situation).map((decision, at) => ({
    ...(forcedIn(program, slots[at] ?? "", variants, situation.locale) ?? decision),
    counted: false,
  }));
}

function forcedIn(program: LiveProgram, slot: string, variants: Preview["variants"], locale: string): SlotDecision | null {
  for (const experience of program.slots.get(slot)?.experiences ?? []) {
    const variant = experience.variants.find(({ key }) => key === variants[experience.key]);
    const content = variant?.content[locale] ?? null;
    if (variant) return { experience: experience.key, variant: variant.key, content, reason: "matched", because: [], counted: false };
  }
  return null;
}
