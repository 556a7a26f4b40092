import type { Call } from "../actions/call.ts";
import { invalid } from "./problem.ts";

/** A value the page sets of an attribute declared for it, of its declared type; anything else would be silently lost. */
export function requestAttributeAt(call: Call, key: string, value: unknown, field: string): unknown {
  const declared = call.program.attributes[call.program.attributeIndex.get(key) ?? -1];
  if (declared?.source !== "request" || declared.from !== "context")
    throw invalid(field, "request-attribute", "is not an attribute a page may set");
  const isList = Array.isArray(value) && value.every((item) => typeof item === "string");
  if (declared.type === "list" ? !isList : typeof value !== declared.type)
    throw invalid(field, declared.type, `must be a ${declared.type}`);
  return value;
}
