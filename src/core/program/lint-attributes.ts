import { parseCondition } from "../condition/parse.ts";
import { attributesOf } from "../condition/references.ts";
import { finding, type Finding } from "./findings.ts";
import { groupsOf } from "./flatten.ts";
import type { Attribute, Program } from "./schema.ts";

const REFUSED = new Set(["payment-card", "bank-account", "government-id"]);

/** Findings about attributes: purpose limitation and data minimisation (GDPR art 5(1)(b) and (c)). */
export function lintAttributes(program: Program): readonly Finding[] {
  const used = usedAttributes(program);
  return program.attributes.flatMap((attribute, index) => {
    const path = `attributes.${index}`;
    const found: Finding[] = [];
    if (attribute.purposes.length === 0)
      found.push(finding("E101", `${path}.purposes`, `Name the purposes "${attribute.key}" serves, or remove it.`));
    if (!used.has(attribute.key)) found.push(finding("E102", path, `Nothing reads "${attribute.key}": remove it.`));
    if (REFUSED.has(attribute.sensitivity))
      found.push(finding("E105", `${path}.sensitivity`, `Remove "${attribute.key}": this data does not belong in a profile.`));
    if (attribute.sensitivity === "sensitive" && attribute.source === "inferred")
      found.push(finding("E122", `${path}.source`, `Let people say "${attribute.key}" themselves, or remove it.`));
    attribute.purposes.forEach((key, at) => {
      if (!program.purposes.some((item) => item.key === key))
        found.push(finding("E109", `${path}.purposes.${at}`, `Define the purpose "${key}".`));
    });
    return [...found, ...lintOrigin(program, attribute, path)];
  });
}

function lintOrigin(program: Program, attribute: Attribute, path: string): readonly Finding[] {
  const { compute, from, source } = attribute;
  if (source === "request")
    return compute || !from ? [finding("E114", `${path}.from`, 'Say where the request holds it, for example "from": "path".')] : [];
  if (from) return [finding("E114", `${path}.from`, 'Only an attribute of source "request" has it.')];
  if (!compute) return [];
  if (source === "volunteered") return [finding("E114", `${path}.source`, 'A computed attribute is "observed" or "inferred".')];
  return lintCompute(program, attribute, compute, path);
}

type Compute = NonNullable<Attribute["compute"]>;

function lintCompute(program: Program, attribute: Attribute, compute: Compute, path: string): readonly Finding[] {
  const event = program.events.find((item) => item.name === compute.event);
  if (!event) return [finding("E109", `${path}.compute.event`, `Define the event "${compute.event}".`)];
  const fields = [...Object.keys(compute.where), ...("field" in compute && compute.field !== null ? [compute.field] : [])];
  const unknown = fields
    .filter((field) => !(field in event.fields))
    .map((field) => finding("E109", `${path}.compute`, `Add "${field}" to the fields event "${event.name}" keeps.`));
  const wider = attribute.purposes.filter((key) => !event.purposes.includes(key)).join(", ");
  const remedy = `Event "${event.name}" is not collected for ${wider}: remove it here or declare it there.`;
  const widening = wider === "" ? [] : [finding("E112", `${path}.purposes`, remedy)];
  return [...unknown, ...widening, ...lintType(attribute, compute, event.fields, path)];
}

/** What each computation comes to; null where it is what the field is. */
const COMES_TO: Readonly<Record<Compute["kind"], Attribute["type"] | null>> = {
  count: "number",
  sum: "number",
  distinct: "number",
  window: "number",
  streak: "number",
  affinity: "list",
  recent: "list",
  rfm: "string",
  last: null,
  first: null,
};
const ADDS_UP: ReadonlySet<Compute["kind"]> = new Set(["sum", "window", "rfm"]);

function lintType(
  attribute: Attribute,
  compute: Compute,
  fields: { readonly [field: string]: Attribute["type"] },
  path: string,
): readonly Finding[] {
  const field = "field" in compute && compute.field !== null ? fields[compute.field] : undefined;
  const found: Finding[] = [];
  const wanted = COMES_TO[compute.kind] ?? field;
  if (wanted !== undefined && wanted !== attribute.type)
    found.push(finding("E116", `${path}.type`, `Make "${attribute.key}" a ${wanted}, which is what "${compute.kind}" comes to.`));
  if (ADDS_UP.has(compute.kind) && field !== undefined && field !== "number")
    found.push(finding("E116", `${path}.compute.field`, "Name a field that is a number: it is added up."));
  return found;
}

function usedAttributes(program: Program): ReadonlySet<string> {
  const conditions = [
    ...program.experiences,
    ...program.audiences,
    ...program.moments,
    ...program.reports.flatMap(({ personal }) => personal?.tips ?? []),
  ].map((item) => item.when);
  const groups = groupsOf(program);
  const read = conditions.flatMap((when) => {
    const parsed = parseCondition(when, groups);
    return parsed.ok ? attributesOf(parsed.value) : [];
  });
  // A question that only asks whether its own answer is known is no use of it.
  const asked = program.asks.flatMap(({ when, attribute }) => {
    const parsed = parseCondition(when, groups);
    return parsed.ok ? attributesOf(parsed.value).filter((key) => key !== attribute) : [];
  });
  const chosenBy = program.experiences.flatMap(({ variants }) => variants.flatMap(({ recommend }) => recommend?.by ?? []));
  const items = [...chosenBy, ...(program.catalogue?.bought === undefined ? [] : [program.catalogue.bought])];
  const learnedBy = program.experiences.flatMap(({ experiment }) => {
    const by = experiment?.bandit?.by;
    return by && "values" in by ? [by.attribute] : [];
  });
  return new Set([
    ...read,
    ...learnedBy,
    ...asked,
    ...items,
    ...program.reports.flatMap(({ attributes, personal }) => [...attributes, ...(personal ? [personal.compares, ...personal.cohort] : [])]),
    ...program.scopes.flatMap(({ attributes, trip }) => [...attributes, ...(trip === undefined ? [] : [trip])]),
    ...program.attributes.flatMap(({ key, purposes }) => (purposes.includes(program.advisor?.purpose ?? "") ? [key] : [])),
    ...program.partners.flatMap((item) => item.attributes),
  ]);
}
