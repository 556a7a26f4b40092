import { finding, type Finding } from "./findings.ts";
import { lintCondition } from "./lint-conditions.ts";
import type { Program } from "./schema.ts";

type Ask = Program["asks"][number];

/** The benefits of an ask are told apart, each for an audience of its purpose or by a weight, and each can be shown to somebody. */
export function lintBenefits(program: Program, { benefits, purpose }: Ask, path: string): readonly Finding[] {
  const shared = benefits.filter(({ audience }) => audience === undefined).length;
  return benefits.flatMap(({ key, audience, weight, texts }, index) => {
    const at = `${path}.benefits.${index}`;
    const before = benefits.slice(0, index);
    const found: Finding[] = program.locales
      .filter((locale) => !(locale in texts))
      .map((locale) => finding("E106", `${at}.texts.${locale}`, `Add the "${locale}" text of the benefit.`));
    if (before.some((other) => other.key === key)) found.push(finding("E104", `${at}.key`, `Give one of the two "${key}" another key.`));
    if (audience === undefined) {
      if (shared > 1 && weight === undefined)
        found.push(finding("E154", `${at}.weight`, "Say how many see it next to the others, or who."));
      return found;
    }
    if (weight !== undefined) found.push(finding("E154", `${at}.weight`, "Leave the weight out: all of the audience see it."));
    if (before.some((other) => other.audience === audience))
      found.push(finding("W230", `${at}.audience`, `Leave it out: "${audience}" sees another.`));
    return [...found, ...lintCondition(program, { $audience: audience }, purpose, `${at}.audience`)];
  });
}
