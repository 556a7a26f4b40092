import { addDuration, DAY } from "../kernel/instant.ts";
import { MOST_DAYS, type EventCount } from "./event-count.ts";
import type { AskedEvent, Counting } from "./event-counts.ts";
import { finding, type Finding } from "./findings.ts";
import type { Program } from "./schema.ts";

/** Findings about the events that conditions ask: known, kept with those fields for that purpose, and for as long. */
export function lintEvents(published: Program, { asked }: Counting): readonly Finding[] {
  return asked.flatMap(({ path, purposes, count }) =>
    typeof count === "string" ? [finding("E111", path, `It ${count}.`)] : lintCount(published, { path, purposes, count }),
  );
}

function lintCount(program: Program, { path, purposes, count }: AskedEvent & { readonly count: EventCount }): readonly Finding[] {
  const event = program.events.find(({ name }) => name === count.event);
  if (!event) return [finding("E109", `${path}.key`, `Define the event "${count.event}".`)];
  const fields = Object.entries(count.where).flatMap(([field, value]) =>
    event.fields[field] === typeof value
      ? []
      : [finding("E109", `${path}.where.${field}`, `Let event "${event.name}" keep "${field}" as a ${typeof value}.`)],
  );
  const foreign = purposes.filter((key) => !event.purposes.includes(key));
  const remedy = `Event "${event.name}" is not collected for ${foreign.join(", ")}: declare it there, or do not ask it here.`;
  const widening = foreign.length === 0 ? [] : [finding("E143", path, remedy)];
  return [
    ...fields,
    ...widening,
    ...lintWindow(
      program,
      purposes.filter((key) => !foreign.includes(key)),
      count,
      `${path}.within`,
    ),
  ];
}

function lintWindow({ purposes }: Program, asking: readonly string[], { days }: EventCount, path: string): readonly Finding[] {
  if (days > MOST_DAYS) return [finding("E144", path, `Count over ${MOST_DAYS} days at most.`)];
  const kept = asking.flatMap((key) => purposes.find((purpose) => purpose.key === key)?.retention ?? []);
  const shortest = Math.min(...kept.map((retention) => Math.floor(addDuration(0, retention) / DAY)));
  return days > shortest ? [finding("W221", path, `What it counts is kept for ${shortest} days: count over those.`)] : [];
}
