import { finding, type Finding } from "./findings.ts";
import type { Program } from "./schema.ts";

/** Findings about caps and rests: of slots and experiences there are, with a functional purpose to remember them, and asks, for. */
export function lintCaps(program: Program): readonly Finding[] {
  const slots = new Set(program.sites.flatMap((site) => site.slots.map((slot) => slot.key)));
  const experiences = new Set(program.experiences.map((item) => item.key));
  const purposes = new Set(program.purposes.map((item) => item.key));
  const channels = new Set(program.experiences.map((item) => item.channel));
  const wants = (known: ReadonlySet<string>, what: string, key: string | undefined, path: string): readonly Finding[] =>
    key === undefined || known.has(key) ? [] : [finding("E109", path, `Define the ${what} "${key}".`)];
  const named = (
    item: { readonly slot?: string | undefined; readonly experience?: string | undefined },
    path: string,
  ): readonly Finding[] => [
    ...wants(slots, "slot", item.slot, `${path}.slot`),
    ...wants(experiences, "experience", item.experience, `${path}.experience`),
  ];
  return [
    ...program.caps.flatMap((cap, index) => [
      ...named(cap, `caps.${index}`),
      ...wants(purposes, "purpose", cap.purpose, `caps.${index}.purpose`),
      ...wants(channels, "channel of an experience", cap.channel, `caps.${index}.channel`),
    ]),
    ...program.rests.flatMap((rest, index) => named(rest, `rests.${index}`)),
    ...lintPurpose(program),
  ];
}

function lintPurpose({ caps, rests, asks, purposes }: Program): readonly Finding[] {
  const [section] = Object.entries({ caps, rests, asks }).flatMap(([key, items]) => (items.length > 0 ? [key] : []));
  if (section === undefined || purposes.some((purpose) => purpose.class === "functional")) return [];
  return [finding("E126", section, "Define a purpose of the class functional.")];
}
