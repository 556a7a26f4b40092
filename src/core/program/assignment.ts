import { instantIn } from "../kernel/zone.ts";
import type { CompiledExperience } from "./compiled-experience.ts";
import type { CompiledDraw } from "./compiled-experiment.ts";
import { contextsOf } from "./contexts.ts";
import type { Experience, Program } from "./schema.ts";
import { rangesOf } from "./weights.ts";

const NEAR_ONE = 0.01;

/** When an experience runs: local times become instants, so that no decision converts any. */
export function scheduleOf({ schedule }: Experience): Pick<CompiledExperience, "from" | "until" | "weekly"> {
  const zone = schedule?.zone ?? "UTC";
  const at = (instant: string | undefined): number | null => {
    if (instant === undefined) return null;
    return /(Z|[+-]\d\d:\d\d)$/.test(instant) ? Date.parse(instant) : instantIn(zone, instant);
  };
  const weekly = schedule?.weekly?.map((window) => ({ ...window, zone })) ?? null;
  return { from: at(schedule?.from), until: at(schedule?.until), weekly };
}

type Assignment = Pick<CompiledExperience, "draw" | "fallback" | "requires" | "holdouts">;

/** How units are assigned to the variants of an experience. */
export function assignmentOf(program: Program, experience: Experience): Assignment {
  const fallback = experience.variants.findIndex((variant) => variant.key === experience.fallback);
  return {
    draw: drawOf(program, experience),
    fallback: fallback < 0 ? null : fallback,
    requires: experience.requires.map(({ experience: key, variants }) => {
      const index = program.experiences.findIndex((other) => other.key === key);
      const required = program.experiences[index];
      return { experience: index, variants: variants.map((name) => required?.variants.findIndex((variant) => variant.key === name) ?? -1) };
    }),
    holdouts: program.holdouts.flatMap((holdout, index) => (covers(program, holdout, experience) ? [index] : [])),
  };
}

/** How units are drawn where nothing else is said. */
const PLAIN: NonNullable<Experience["experiment"]> = { hashVersion: 2, coverage: 1, ramp: [] };

function drawOf(program: Program, experience: Experience): CompiledDraw | null {
  const { key, experiment, variants } = experience;
  const { seed = key, hashVersion, coverage, ramp, namespace, bandit } = experiment ?? PLAIN;
  const namespaces = [...(namespace ? [namespace] : []), ...exclusionsOf(program, key)];
  if (!experiment && namespaces.length === 0 && variants.length === 1) return null;
  const drawn = rangesOf(sharesOf(variants.map((variant) => variant.weight)));
  const learned = bandit ? { ...bandit, by: contextsOf(program, bandit.by, drawn) } : null;
  return { seed, hashVersion, ...drawn, ramp: stepsOf(ramp, coverage), namespaces, bandit: learned };
}

function stepsOf(ramp: NonNullable<Experience["experiment"]>["ramp"], coverage: number): CompiledDraw["ramp"] {
  if (ramp.length === 0) return [{ at: Number.MIN_SAFE_INTEGER, coverage }];
  return ramp.map((step) => ({ at: Date.parse(step.at), coverage: step.coverage }));
}

/** Weights as shares of one. Those that add up to about one already stay as they are, as in GrowthBook. */
function sharesOf(weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total === 0 || Math.abs(total - 1) <= NEAR_ONE ? weights : weights.map((weight) => weight / total);
}

/** The part of an exclusion that is an experience's: its members lie side by side in a namespace of the exclusion's name. */
function exclusionsOf(program: Program, experience: string): CompiledDraw["namespaces"] {
  return program.exclusions.flatMap(({ key, members }) => {
    const at = members.findIndex((member) => member.experience === experience);
    const share = members[at]?.share;
    if (share === undefined) return [];
    const from = members.slice(0, at).reduce((sum, member) => sum + member.share, 0);
    return [{ key, from, to: from + share }];
  });
}

/** A holdout covers what it names; one that names nothing covers all but what is contextual or necessary. */
function covers(program: Program, holdout: Program["holdouts"][number], experience: Experience): boolean {
  const { purposes, experiences } = holdout;
  if (experiences.includes(experience.key) || purposes.includes(experience.purpose)) return true;
  const kind = program.purposes.find((purpose) => purpose.key === experience.purpose)?.class;
  return purposes.length === 0 && experiences.length === 0 && kind !== "contextual" && kind !== "necessary";
}
