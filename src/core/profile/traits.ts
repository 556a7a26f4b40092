import type { FacetValue } from "../consent/pass.ts";
import type { CompiledAttribute } from "../program/compiled.ts";
import type { LiveProgram } from "../program/live.ts";

/** Why a value cannot be an attribute's: which rule it breaks, in words. */
export interface TraitFault {
  readonly key: string;
  readonly rule: "known" | "source" | "type";
  readonly detail: string;
}

const MOST_TEXT = 500;
const MOST_ITEMS = 100;

/**
 * What is wrong with values somebody wants to set: a key the program does not declare, one that is not theirs to tell
 * (a person tells what is `volunteered`, a server also what it observed), and a value that is not of the declared type.
 */
export function traitFaults(
  program: LiveProgram,
  traits: { readonly [key: string]: unknown },
  by: "person" | "server",
): readonly TraitFault[] {
  return Object.entries(traits).flatMap(([key, value]): readonly TraitFault[] => {
    const index = program.attributeIndex.get(key) ?? -1;
    const attribute = program.attributes[index];
    if (!attribute) return [{ key, rule: "known", detail: "must be an attribute of this program" }];
    if (attribute.source === "request" || program.computedOf.has(index) || (by === "person" && attribute.source !== "volunteered"))
      return [{ key, rule: "source", detail: `must not be set by a ${by}` }];
    return isOfType(attribute.type, value) ? [] : [{ key, rule: "type", detail: WANTED[attribute.type] }];
  });
}

const WANTED: Readonly<Record<CompiledAttribute["type"], string>> = {
  string: `must be a text of at most ${MOST_TEXT} characters`,
  number: "must be a number",
  boolean: "must be true or false",
  list: `must be a list of at most ${MOST_ITEMS} texts`,
};

/** True for a value of an attribute's declared type, within its bounds. */
export function isOfType(type: CompiledAttribute["type"], value: unknown): value is FacetValue {
  switch (type) {
    case "string":
      return isText(value);
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "boolean":
      return typeof value === "boolean";
    case "list":
      return Array.isArray(value) && value.length <= MOST_ITEMS && value.every(isText);
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= MOST_TEXT;
}
