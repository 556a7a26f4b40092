import type { AttributeValues } from "../profile/values.ts";

/** What is left of a profile whose person wants their interests forgotten: what they told themselves, and nothing that was watched or worked out. */
export function withoutInterests(values: AttributeValues): AttributeValues {
  return Object.fromEntries(Object.entries(values).filter(([, { source }]) => source === "volunteered"));
}
