import type { Permit } from "../consent/permit.ts";
import { usableFor } from "../profile/ceiling.ts";
import { refuse, ok, type Result } from "../kernel/result.ts";
import type { LiveProgram } from "../program/live.ts";

/** Why an event is not kept. */
export type NotAdmitted = "unknown-event" | "no-consent";

/** Lets an event in when one of its purposes is allowed now, with only the fields its definition keeps, of their declared types. */
export function admitEvent(
  program: LiveProgram,
  permit: Permit,
  name: string,
  properties: { readonly [field: string]: unknown },
): Result<AdmittedFields, NotAdmitted> {
  const definition = program.events.get(name);
  if (!definition) return refuse("unknown-event");
  if ((definition.purposes & usableFor(program, permit, "observed")) === 0) return refuse("no-consent");
  const kept: Record<string, string | number | boolean> = {};
  for (const [field, type] of Object.entries(definition.fields)) {
    const value = properties[field];
    if (typeof value === type && (typeof value !== "string" || value.length <= MOST_TEXT)) kept[field] = value as string | number | boolean;
  }
  return ok(kept);
}

export type AdmittedFields = { readonly [field: string]: string | number | boolean };
const MOST_TEXT = 200;
