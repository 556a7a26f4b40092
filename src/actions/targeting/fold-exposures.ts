import { dayOf } from "../../core/kernel/instant.ts";
import { permitNow, wasRefusedSince } from "../gate-message.ts";
import { addCounts, type Counted } from "../../storage/rollup.ts";
import type { ExposureMessage } from "../../storage/outbox.ts";
import type { Call } from "../call.ts";
import type { Registered } from "../../storage/register.ts";

/** A message and the request it is to be judged as. */
export interface Arrived<M> {
  readonly call: Call;
  readonly message: M;
}

/**
 * Counts exposures into the day's rollups, each id once, without identifiers. They are gated again first: an exposure
 * of a purpose withdrawn since is not counted.
 */
export async function foldExposures(
  db: D1Database,
  arrived: readonly Arrived<ExposureMessage>[],
  registers: ReadonlyMap<string, Registered>,
): Promise<void> {
  const counted = arrived.flatMap(({ call, message }): readonly Counted[] => {
    const { mask } = permitNow(call, message.subject, registers);
    const state = message.subject === null ? undefined : registers.get(message.subject)?.state;
    return message.exposures.flatMap((exposure) => {
      const experience = call.program.experienceOf.get(exposure.experience);
      if (!experience || (mask & (1 << experience.purpose)) === 0) return [];
      if (wasRefusedSince(call, state, experience.purpose, exposure.at)) return [];
      return [
        {
          id: exposure.id,
          at: exposure.at,
          day: dayOf(exposure.at),
          site: message.site,
          experience: exposure.experience,
          variant: exposure.variant,
          metric: "exposure",
          count: 1,
        },
      ];
    });
  });
  if (counted.length > 0) await addCounts(db, counted);
}
