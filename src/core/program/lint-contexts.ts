import { finding, type Finding } from "./findings.ts";
import { lintCondition } from "./lint-conditions.ts";
import type { Experience, Program } from "./schema.ts";

type By = NonNullable<NonNullable<Experience["experiment"]>["bandit"]>["by"];

/** Findings about what a bandit learns by: it is looked at for the purpose of its experience, as what a condition reads is. */
export function lintContexts(program: Program, by: By, purpose: string, path: string): readonly Finding[] {
  if (!by) return [];
  if ("values" in by)
    return [
      ...lintCondition(program, { [by.attribute]: { $exists: true } }, purpose, path),
      ...lintAttribute(program, by.attribute, `${path}.attribute`),
      ...lintTwice(by.values, `${path}.values`),
    ];
  const asked = by.audiences.flatMap((key) => lintCondition(program, { $audience: key }, purpose, path));
  return [...asked, ...lintTwice(by.audiences, `${path}.audiences`)];
}

/** A context stays with the unit that was drawn in it: nothing that is sensitive, or that was kept of a person. */
function lintAttribute(program: Program, name: string, path: string): readonly Finding[] {
  const attribute = program.attributes.find(({ key }) => key === name);
  if (!attribute || (attribute.source === "request" && attribute.type === "string" && attribute.sensitivity !== "sensitive")) return [];
  return [finding("E142", path, `Name a text attribute of the source "request" that is not sensitive; "${name}" is none.`)];
}

function lintTwice(keys: readonly string[], path: string): readonly Finding[] {
  return keys.flatMap((key, at) => (keys.indexOf(key) === at ? [] : [finding("E104", `${path}.${at}`, `Remove the second "${key}".`)]));
}
