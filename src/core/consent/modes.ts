import type { CompiledSite } from "../program/compiled-site.ts";
import type { CompiledPurpose } from "../program/compiled.ts";
import { stricter, type Mode } from "../program/purpose.ts";
import { resolveMode } from "./resolve-rule.ts";
import type { JurisdictionRule } from "./rules.ts";

/** The mode of each purpose under a row: the law's, or the controller's own where that is stricter. Never looser. */
export function modesFor(purposes: readonly CompiledPurpose[], site: CompiledSite, rule: JurisdictionRule): readonly Mode[] {
  return purposes.map((purpose) => {
    const law = resolveMode(rule.modes[purpose.class], purpose.meets);
    const own = site.strict[purpose.class];
    return own ? stricter(law, own) : law;
  });
}

/** The stricter mode per purpose of two rows: the one a pass was sealed under and the one that holds now. */
export function strictestModes(a: readonly Mode[], b: readonly Mode[]): readonly Mode[] {
  return a === b ? a : a.map((mode, index) => stricter(mode, b[index] ?? "deny"));
}
