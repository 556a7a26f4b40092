import { finding, type Finding } from "./findings.ts";
import type { Program } from "./schema.ts";

/** Findings about goals: of events the program keeps, for the purpose they are kept for, and named by experiences. */
export function lintGoals(program: Program): readonly Finding[] {
  const known = new Set(program.goals.map((item) => item.key));
  const unknown = program.experiences.flatMap(({ goals }, index) =>
    goals.flatMap((key, at) => (known.has(key) ? [] : [finding("E109", `experiences.${index}.goals.${at}`, `Define the goal "${key}".`)])),
  );
  return [...program.goals.flatMap((goal, index) => lintGoal(program, goal, `goals.${index}`)), ...unknown];
}

function lintGoal(program: Program, { event, purpose, value }: Program["goals"][number], path: string): readonly Finding[] {
  const found: Finding[] = [];
  const kept = program.events.find((item) => item.name === event);
  if (!program.purposes.some((item) => item.key === purpose))
    found.push(finding("E109", `${path}.purpose`, `Define the purpose "${purpose}".`));
  if (!kept) return [...found, finding("E109", `${path}.event`, `Define the event "${event}".`)];
  if (!kept.purposes.includes(purpose))
    found.push(
      finding("E123", `${path}.purpose`, `Let the event "${event}" serve "${purpose}", or count the goal for a purpose it serves.`),
    );
  if (value !== undefined && kept.fields[value] !== "number")
    found.push(finding("E123", `${path}.value`, `Let the event "${event}" keep "${value}" as a number.`));
  return found;
}
