import { parseCondition } from "../condition/parse.ts";
import { referencesOf } from "../condition/references.ts";
import type { ConditionDocument } from "../condition/types.ts";
import { finding, type Finding } from "./findings.ts";
import { groupsOf } from "./flatten.ts";
import type { Program } from "./schema.ts";

/** Findings about one condition under a purpose: its form, and whether all it reads and asks serves that purpose too. */
export function lintCondition(program: Program, when: ConditionDocument, purpose: string, path: string): readonly Finding[] {
  const parsed = parseCondition(when, groupsOf(program));
  if (!parsed.ok) return parsed.error.map((fault) => finding("E111", `${path}${fault.path.slice("when".length)}`, `It ${fault.rule}.`));
  const { attributes, audiences, groups } = referencesOf(parsed.value);
  return [
    ...attributes.flatMap((key) => lintRead(program, key, purpose, `${path}.${key}`)),
    ...audiences.flatMap((key) => lintAsked(program, key, purpose, `${path}.$audience`)),
    ...groups
      .filter((key) => !program.groups.some((item) => item.key === key))
      .map((key) => finding("E109", `${path}.$inGroup`, `Define the group "${key}".`)),
  ];
}

/** Findings about one attribute that is read for a purpose: it is there, and serves it. */
export function lintRead(program: Program, key: string, purpose: string, path: string): readonly Finding[] {
  const attribute = program.attributes.find((item) => item.key === key);
  if (!attribute) return [finding("E109", path, `Define an attribute "${key}".`)];
  if (attribute.purposes.includes(purpose)) return [];
  const remedy = `Add "${purpose}" to the purposes of attribute "${key}" if people are told so, or do not read it here.`;
  return [finding("E103", path, remedy)];
}

function lintAsked(program: Program, key: string, purpose: string, path: string): readonly Finding[] {
  const audience = program.audiences.find((item) => item.key === key);
  if (!audience) return [finding("E109", path, `Define an audience "${key}".`)];
  if (audience.purpose === purpose) return [];
  const remedy = `Audience "${key}" is found out for "${audience.purpose}": ask it only there, or define one for "${purpose}".`;
  return [finding("E117", path, remedy)];
}

/** Findings about audiences: their conditions, and that none asks itself, not even through others. */
export function lintAudiences(program: Program): readonly Finding[] {
  const purposes = new Set(program.purposes.map((item) => item.key));
  return program.audiences.flatMap((audience, index) => {
    const path = `audiences.${index}`;
    const found: Finding[] = [];
    if (!purposes.has(audience.purpose)) found.push(finding("E109", `${path}.purpose`, `Define the purpose "${audience.purpose}".`));
    if (reaches(program, audience.key, audience.when, new Set()))
      found.push(finding("E118", `${path}.when.$audience`, `Audience "${audience.key}" asks itself: write out what it needs.`));
    return [...found, ...lintCondition(program, audience.when, audience.purpose, `${path}.when`)];
  });
}

function reaches(program: Program, wanted: string, when: ConditionDocument, seen: Set<string>): boolean {
  const parsed = parseCondition(when, groupsOf(program));
  if (!parsed.ok) return false;
  return referencesOf(parsed.value).audiences.some((key) => {
    if (key === wanted) return true;
    const asked = program.audiences.find((item) => item.key === key);
    if (!asked || seen.has(key)) return false;
    seen.add(key);
    return reaches(program, wanted, asked.when, seen);
  });
}
