import { finding, type Finding } from "./findings.ts";
import type { Experience, Program } from "./schema.ts";

type Recommend = NonNullable<Experience["variants"][number]["recommend"]>;

/** Findings about the catalogue: what it counts by, and under which purpose. */
export function lintCatalogue(program: Program): readonly Finding[] {
  const { catalogue } = program;
  const recommends = program.experiences.flatMap((item, at) => lintRecommends(program, item, `experiences.${at}`));
  if (!catalogue) return recommends;
  const { event: name, field, purpose } = catalogue.viewed;
  const event = program.events.find((item) => item.name === name);
  const found: Finding[] = [];
  if (!event) found.push(finding("E109", "catalogue.viewed.event", `Define the event "${name}".`));
  else if (!(field in event.fields))
    found.push(finding("E109", "catalogue.viewed.field", `Add "${field}" to the fields event "${name}" keeps.`));
  if (event && !event.purposes.includes(purpose))
    found.push(
      finding("E112", "catalogue.viewed.purpose", `Event "${name}" is not collected for ${purpose}: count it for a purpose it serves.`),
    );
  if (catalogue.bought !== undefined && !program.attributes.some((item) => item.key === catalogue.bought))
    found.push(finding("E109", "catalogue.bought", `Define an attribute "${catalogue.bought}".`));
  catalogue.items.forEach(({ key }, at) => {
    if (catalogue.items.findIndex((item) => item.key === key) !== at)
      found.push(finding("E104", `catalogue.items.${at}`, `Rename or remove the second "${key}".`));
  });
  return [...found, ...recommends];
}

/** A catalogue must be there, the slot must have room for the items, and what is started from must serve the purpose. */
function lintRecommends(program: Program, experience: Experience, path: string): readonly Finding[] {
  return experience.variants.flatMap(({ recommend }, at) => {
    if (!recommend) return [];
    const where = `${path}.variants.${at}.recommend`;
    const found = program.catalogue ? [] : [finding("E109", where, "Define a catalogue.")];
    const slots = program.sites.flatMap((site) => site.slots.filter((slot) => slot.key === experience.slot));
    const last = `item-${recommend.count}`;
    if (slots.length > 0 && !slots.some(({ fields }) => fields.includes(last)))
      found.push(finding("E110", `${where}.count`, `Add "${last}" to the slot's fields, or recommend fewer.`));
    return [...found, ...lintStart(program, experience.purpose, recommend, `${where}.by`)];
  });
}

function lintStart(program: Program, purpose: string, { source, by }: Recommend, path: string): readonly Finding[] {
  const what = source === "affinity" ? "categories" : "items";
  if (by === undefined)
    return source === "popular" ? [] : [finding("E124", path, `Name the attribute that says which ${what} to start from.`)];
  const read = program.attributes.find((item) => item.key === by);
  if (!read) return [finding("E109", path, `Define an attribute "${by}".`)];
  if (read.purposes.includes(purpose)) return [];
  return [finding("E103", path, `Add "${purpose}" to the purposes of attribute "${by}", or do not read it here.`)];
}
