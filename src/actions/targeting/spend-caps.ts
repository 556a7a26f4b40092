import type { SubjectId } from "../../core/kernel/ids.ts";
import type { CompiledCap } from "../../core/program/compiled-experiment.ts";
import { reserve, spend } from "../../core/targeting/lease.ts";
import type { SlotDecision } from "../../core/targeting/decide.ts";
import type { Pass } from "../../core/consent/pass.ts";
import type { Call } from "../call.ts";
import { changePressure } from "./change-pressure.ts";

const WAIT_MS = 500;

/** What was taken of caps that are counted before something is shown: what was given, and what has nothing left, by index. */
export interface Reserved {
  readonly given: ReadonlyMap<number, number>;
  readonly full: ReadonlySet<number>;
  /** True where every cap is counted before, for callers that hold no pass. */
  readonly every: boolean;
}

export const NOTHING_RESERVED: Reserved = { given: new Map(), full: new Set(), every: false };

/**
 * Decides until all that is shown under a strict cap was counted first, each experience once; what is full hides, and the
 * next in its slot has its turn.
 */
export async function decideReserving(
  call: Call,
  subject: SubjectId | null,
  decideOnce: (reserved: Reserved) => readonly SlotDecision[],
  every = false,
): Promise<Reserved> {
  const [given, full, done] = [new Map<number, number>(), new Set<number>(), new Set<string>()];
  for (;;) {
    const slots = decideOnce({ given, full, every });
    const next = slots.find(({ experience }) => experience !== null && !done.has(experience) && capsOf(call, experience, every).length > 0);
    if (!next?.experience) return { given, full, every };
    const caps = capsOf(call, next.experience, every);
    const refused = await reserveAll(
      call,
      subject,
      caps.map(([, cap]) => cap),
    );
    if (refused.length > 0) {
      for (const [index, cap] of caps) if (refused.includes(cap)) full.add(index);
      continue;
    }
    done.add(next.experience);
    for (const [index] of caps) given.set(index, (given.get(index) ?? 0) + 1);
  }
}

/** The caps that have nothing left; with the database away all of them. */
async function reserveAll(call: Call, subject: SubjectId | null, caps: readonly CompiledCap[]): Promise<readonly CompiledCap[]> {
  if (subject === null) return caps;
  try {
    return (await changePressure(call, subject, (pressure) => reserve(pressure, caps, call.now), WAIT_MS)).full;
  } catch {
    return caps;
  }
}

/** The caps of an experience that are counted before it is shown, by index. */
function capsOf({ program }: Call, key: string, every: boolean): readonly (readonly [number, CompiledCap])[] {
  const indexes = program.experienceOf.get(key)?.caps ?? [];
  return indexes.flatMap((index) => {
    const cap = program.compiled.caps[index];
    return cap && (cap.strict || every) ? [[index, cap] as const] : [];
  });
}

/** The pass after what was shown was taken off its share; null where nothing was. */
export function spentPass({ program }: Call, pass: Pass, slots: readonly SlotDecision[]): Pass | null {
  const caps = slots.flatMap(({ experience }) => (experience === null ? [] : (program.experienceOf.get(experience)?.caps ?? [])));
  const leased = caps.flatMap((index) => program.compiled.caps[index] ?? []).filter((cap) => !cap.strict);
  return pass.lease && leased.length > 0 ? { ...pass, lease: spend(pass.lease, leased) } : null;
}
