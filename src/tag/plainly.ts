import type { NoticePurpose } from "./contract.ts";
import { h } from "./element.ts";

/** What a purpose is called, what it is for, what it brings, and what is given for the data. */
export function plainly({ name, why, benefit, incentive }: NoticePurpose): readonly (Node | string)[] {
  const given = incentive ? ` ${incentive.terms} ${incentive.value}` : "";
  return [h("b", {}, name), `: ${why}${benefit && ` — ${benefit}`}${given}`];
}
