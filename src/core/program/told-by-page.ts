import type { CompiledAttribute } from "./compiled.ts";
import type { CompiledExperience } from "./compiled-experience.ts";

/** An attribute the page tells, and the purpose of an experience that looks at it; both by index. */
export interface PageRead {
  readonly purpose: number;
  readonly attribute: number;
}

/** True for what a page says of itself; a `request` attribute of any other origin is what the edge knows. */
export function isToldByPage({ source, from }: Pick<CompiledAttribute, "source" | "from">): boolean {
  return source === "request" && from !== "country" && from !== "region" && from !== "city" && from !== "device" && from !== "now";
}

/** True where a decision may be kept with this value: of what a page says, only what is not personal or has a retention of its own. */
export function isKeepable(attribute: Pick<CompiledAttribute, "source" | "from" | "sensitivity" | "retention">): boolean {
  if (attribute.sensitivity === "sensitive") return false;
  return !isToldByPage(attribute) || attribute.sensitivity === "none" || attribute.retention !== null;
}

/** What these experiences look at of what the page says, each once. */
export function pageReads(attributes: readonly CompiledAttribute[], experiences: readonly CompiledExperience[]): readonly PageRead[] {
  const reads = new Map<string, PageRead>();
  for (const { purpose, reads: all } of experiences)
    for (const attribute of all) {
      const declared = attributes[attribute];
      if (declared && isToldByPage(declared)) reads.set(`${purpose}.${attribute}`, { purpose, attribute });
    }
  return [...reads.values()];
}
