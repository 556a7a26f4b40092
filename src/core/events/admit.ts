import type { FacetValue } from "../consent/pass.ts";
import type { Permit } from "../consent/permit.ts";
import { refuse, ok, type Result } from "../kernel/result.ts";
import { usableFor } from "../profile/ceiling.ts";
import { isOfType } from "../profile/traits.ts";
import type { LiveProgram } from "../program/live.ts";
import type { AdmittedEvent } from "./fold.ts";
import type { Said } from "./said.ts";

/** Why a call is not kept. `unverified`: a browser's claim to be somebody. `unknown-subject`: a server's name for nobody. `disconnected`: the person takes nothing of this source. */
export type NotAdmitted = "unknown-event" | "no-consent" | "unverified" | "unknown-subject" | "disconnected";

const MOST_TEXT = 200;

/**
 * Lets a call in when one of its purposes is allowed now: of an event only the fields its definition keeps, of their
 * declared types; of an `identify` only what serves an allowed purpose. The rest is never stored.
 */
export function admit(program: LiveProgram, permit: Permit, said: Said): Result<AdmittedEvent, NotAdmitted> {
  if (said.type === "alias") return refuse("unverified");
  const fields = said.type === "identify" ? traitsKept(program, permit, said.fields) : fieldsKept(program, permit, said);
  return typeof fields === "string" ? refuse(fields) : ok({ id: said.id, name: said.name, at: said.at, fields });
}

type Kept = { readonly [field: string]: FacetValue };

function fieldsKept(program: LiveProgram, permit: Permit, said: Said): Kept | NotAdmitted {
  const definition = program.events.get(said.name);
  if (!definition) return "unknown-event";
  if ((definition.purposes & usableFor(program, permit, "observed")) === 0) return "no-consent";
  const kept: Record<string, FacetValue> = {};
  for (const [field, type] of Object.entries(definition.fields)) {
    const value = said.fields[field];
    if (isOfType(type, value) && (typeof value !== "string" || value.length <= MOST_TEXT)) kept[field] = value;
  }
  return kept;
}

function traitsKept(program: LiveProgram, permit: Permit, traits: Said["fields"]): Kept | NotAdmitted {
  const keys = Object.keys(traits);
  if (keys.length === 0) return "unverified";
  const kept: Record<string, FacetValue> = {};
  for (const key of keys) {
    const attribute = program.attributes[program.attributeIndex.get(key) ?? -1];
    const value = traits[key];
    if (attribute && (attribute.purposes & usableFor(program, permit, attribute.source)) !== 0 && isOfType(attribute.type, value))
      kept[key] = value;
  }
  return Object.keys(kept).length > 0 ? kept : "no-consent";
}

/** How many fields of an admitted call are not kept. */
export function fieldsDropped(said: Said, admitted: AdmittedEvent): number {
  return Object.keys(said.fields).length - Object.keys(admitted.fields).length;
}
