import type { CompiledContext, CompiledContexts, CompiledDraw } from "./compiled-experiment.ts";
import type { Experience, Program } from "./schema.ts";

/** The context of whoever is in none that was declared. */
const OTHER = "*";

type By = NonNullable<NonNullable<NonNullable<Experience["experiment"]>["bandit"]>["by"]>;

/** The contexts a bandit learns in one by one, each drawn at first as all of them are; null where it learns for everybody alike. */
export function contextsOf(program: Program, by: By | undefined, drawn: Pick<CompiledDraw, "starts" | "weights">): CompiledContexts | null {
  if (!by) return null;
  const keys = "values" in by ? by.values : by.audiences;
  return {
    attribute: "values" in by ? program.attributes.findIndex(({ key }) => key === by.attribute) : null,
    audiences: "values" in by ? [] : by.audiences.map((key) => program.audiences.findIndex((item) => item.key === key)),
    contexts: [...keys, OTHER].map((key): CompiledContext => ({ key, ...drawn })),
  };
}

/** The name that what a bandit learns in a context goes by. */
export function inContext(key: string, context: string | null | undefined): string {
  return context === null || context === undefined ? key : `${key}@${context}`;
}
