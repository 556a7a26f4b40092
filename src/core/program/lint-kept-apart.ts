import { parseCondition } from "../condition/parse.ts";
import { referencesOf } from "../condition/references.ts";
import { finding, type Finding } from "./findings.ts";
import { groupsOf } from "./flatten.ts";
import { isWatched } from "./purpose.ts";
import type { Program } from "./schema.ts";

/**
 * Findings about what was seen for the service alone (`serviceOnly` events): no purpose of marketing, advertising or
 * sharing may declare it or what is computed from it, no offer may ask for it, and no partner may have it.
 */
export function lintKeptApart(program: Program): readonly Finding[] {
  const events = new Set(program.events.flatMap((item) => (item.serviceOnly ? [item.name] : [])));
  if (events.size === 0) return [];
  const attributes = new Set(program.attributes.flatMap((item) => (item.compute && events.has(item.compute.event) ? [item.key] : [])));
  const watched = new Set(program.purposes.flatMap((item) => (isWatched(item.class) ? [item.key] : [])));
  const declared = (purposes: readonly string[], path: string): readonly Finding[] =>
    purposes.flatMap((key, at) =>
      watched.has(key) ? [finding("E125", `${path}.purposes.${at}`, `Remove "${key}": this is seen for the service alone.`)] : [],
    );
  return [
    ...program.events.flatMap((item, at) => (events.has(item.name) ? declared(item.purposes, `events.${at}`) : [])),
    ...program.attributes.flatMap((item, at) => (attributes.has(item.key) ? declared(item.purposes, `attributes.${at}`) : [])),
    ...program.offers.flatMap(({ audience }, at) =>
      readsOf(program, audience, []).some((key) => attributes.has(key))
        ? [finding("E125", `offers.${at}.audience`, `Choose an audience that does not rest on what is seen for the service alone.`)]
        : [],
    ),
    ...program.partners.flatMap((item, at) =>
      item.attributes.flatMap((key, position) =>
        attributes.has(key) ? [finding("E125", `partners.${at}.attributes.${position}`, `Remove "${key}": it stays in the service.`)] : [],
      ),
    ),
  ];
}

/** Attributes an audience rests on, those of the audiences it asks included. */
function readsOf(program: Program, key: string | undefined, inside: readonly string[]): readonly string[] {
  const audience = program.audiences.find((item) => item.key === key);
  const parsed = audience && !inside.includes(audience.key) ? parseCondition(audience.when, groupsOf(program)) : null;
  if (!audience || !parsed?.ok) return [];
  const { attributes, audiences } = referencesOf(parsed.value);
  return [...attributes, ...audiences.flatMap((asked) => readsOf(program, asked, [...inside, audience.key]))];
}
