import program from "./program.json" with { type: "json" };

/** A small brand with two legal entities and three sites, for tests; sections may be replaced. */
export function testProgram(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { ...structuredClone(program), ...changes };
}
