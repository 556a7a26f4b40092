import { valuesLeaving, type ExportedValue } from "../../core/profile/export-record.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { CompiledScope } from "../../core/program/scopes.ts";
import { standingOf } from "../advisor/standing-of.ts";
import type { Call } from "../call.ts";

/** A scope as it is for a person now: whose record it is, and what may be seen; null where its purpose is not allowed. */
export interface ScopeNow {
  readonly root: SubjectId;
  readonly values: { readonly [attribute: string]: ExportedValue } | null;
}

/** Throws `Unavailable`. */
export async function scopeNow(call: Call, subject: SubjectId, scope: CompiledScope): Promise<ScopeNow> {
  const { root, held, permit, sensitiveFree } = await standingOf(call, subject);
  const isAllowed = held.version > 0 && (permit.mask & (1 << scope.purpose)) !== 0;
  const leaving = { permit, sensitiveFree, purpose: scope.purpose };
  return { root, values: isAllowed ? valuesLeaving(call.program, leaving, held.values, call.now) : null };
}

/** True where something is not let for a trip, or the person is on that trip. */
export function isOnTrip(scope: CompiledScope, trip: string | null, values: NonNullable<ScopeNow["values"]>): boolean {
  return trip === null || (scope.trip !== null && values[scope.trip]?.value === trip);
}
