import type { NoticePurpose } from "./contract.ts";
import { h } from "./element.ts";

/** What a purpose is called, what it is for and what it brings. */
export function plainly({ name, why, benefit }: NoticePurpose): readonly (Node | string)[] {
  return [h("b", {}, name), `: ${why}${benefit && ` — ${benefit}`}`];
}
