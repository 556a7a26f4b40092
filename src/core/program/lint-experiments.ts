import { finding, type Finding } from "./findings.ts";
import { lintContexts } from "./lint-contexts.ts";
import type { Experience, Program } from "./schema.ts";

/** Findings about how units are assigned: fallbacks, requirements, exclusions and holdouts. */
export function lintExperiments(program: Program): readonly Finding[] {
  return [
    ...program.experiences.flatMap((experience, index) => lintAssignment(program, experience, `experiences.${index}`)),
    ...lintExclusions(program),
    ...lintHoldouts(program),
  ];
}

function lintAssignment(program: Program, experience: Experience, path: string): readonly Finding[] {
  const { fallback, requires, variants } = experience;
  const found: Finding[] = [];
  if (fallback !== undefined && !variants.some((variant) => variant.key === fallback))
    found.push(finding("E109", `${path}.fallback`, `Define a variant "${fallback}".`));
  requires.forEach((required, at) => found.push(...lintRequired(program, experience, required, `${path}.requires.${at}`)));
  if (requires.length > 0 && reaches(program, experience.key, experience, new Set()))
    found.push(finding("E118", `${path}.requires`, `Experience "${experience.key}" requires itself: remove one of the steps.`));
  return [...found, ...lintBandit(program, experience, path)];
}

/** Weights that move need people who may be remembered: whoever saw a variant stays with it. */
function lintBandit(program: Program, { experiment, goals, variants, purpose: of }: Experience, path: string): readonly Finding[] {
  const bandit = experiment?.bandit;
  if (!bandit) return [];
  const found: Finding[] = [];
  const at = `${path}.experiment.bandit`;
  if (!goals.includes(bandit.goal)) found.push(finding("E127", `${at}.goal`, `Add "${bandit.goal}" to the goals of the experience.`));
  if (variants.length < 2) found.push(finding("E127", `${path}.variants`, "Define another variant."));
  const declared = variants.findIndex(({ weight }) => weight !== 1);
  if (declared >= 0) found.push(finding("E127", `${path}.variants.${declared}.weight`, "Leave the weight out."));
  if (!program.purposes.some((purpose) => purpose.class === "functional"))
    found.push(finding("E126", at, "Define a purpose of the class functional."));
  return [...found, ...lintContexts(program, bandit.by, of, `${at}.by`)];
}

function lintRequired(
  program: Program,
  experience: Experience,
  { experience: key, variants }: Experience["requires"][number],
  path: string,
): readonly Finding[] {
  const required = program.experiences.find((item) => item.key === key);
  if (!required) return [finding("E109", `${path}.experience`, `Define an experience "${key}".`)];
  const unknown = variants.filter((name) => !required.variants.some((variant) => variant.key === name));
  const found = unknown.map((name) => finding("E109", `${path}.variants`, `Define a variant "${name}" of "${key}".`));
  if (required.purpose === experience.purpose) return found;
  const remedy = `"${key}" is decided for "${required.purpose}": require it only from experiences of that purpose.`;
  return [...found, finding("E117", `${path}.experience`, remedy)];
}

function reaches(program: Program, wanted: string, from: Experience, seen: Set<string>): boolean {
  return from.requires.some(({ experience: key }) => {
    if (key === wanted) return true;
    const next = program.experiences.find((item) => item.key === key);
    if (!next || seen.has(key)) return false;
    seen.add(key);
    return reaches(program, wanted, next, seen);
  });
}

function lintExclusions(program: Program): readonly Finding[] {
  const experiences = new Set(program.experiences.map((item) => item.key));
  return program.exclusions.flatMap(({ members }, index) => {
    const path = `exclusions.${index}.members`;
    const found: Finding[] = [];
    members.forEach(({ experience }, at) => {
      if (!experiences.has(experience)) found.push(finding("E109", `${path}.${at}.experience`, `Define an experience "${experience}".`));
      if (members.findIndex((other) => other.experience === experience) !== at)
        found.push(finding("E104", `${path}.${at}.experience`, `Remove the second "${experience}".`));
    });
    const total = members.reduce((sum, member) => sum + member.share, 0);
    if (total > 1 + 1e-9) found.push(finding("E119", path, `Lower the shares: they add up to ${total}.`));
    return found;
  });
}

function lintHoldouts(program: Program): readonly Finding[] {
  const experiences = new Set(program.experiences.map((item) => item.key));
  const purposes = new Set(program.purposes.map((item) => item.key));
  return program.holdouts.flatMap((holdout, index) => [
    ...holdout.experiences.flatMap((key, at) =>
      experiences.has(key) ? [] : [finding("E109", `holdouts.${index}.experiences.${at}`, `Define an experience "${key}".`)],
    ),
    ...holdout.purposes.flatMap((key, at) =>
      purposes.has(key) ? [] : [finding("E109", `holdouts.${index}.purposes.${at}`, `Define the purpose "${key}".`)],
    ),
  ]);
}
