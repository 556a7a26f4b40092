import type { SubjectId } from "../../core/kernel/ids.ts";
import { see } from "../../core/targeting/lease.ts";
import { isPressing, type Pressure } from "../../core/targeting/pressure.ts";
import { dismiss, use } from "../../core/targeting/rests.ts";
import { mayStick } from "../../core/targeting/trial.ts";
import type { ExposureMessage } from "../../storage/outbox.ts";
import type { Platform } from "../../storage/platform.ts";
import type { Registered } from "../../storage/register.ts";
import { readTogether } from "../../storage/subjects.ts";
import { permitOfRegister } from "../gate-message.ts";
import { changePressure } from "./change-pressure.ts";
import type { Arrived } from "./fold-exposures.ts";

const WAIT_MS = 5_000;

/**
 * Counts exposures under the caps of their persons, each id once, and lets rest what was put away or left alone. Only where
 * what is functional is allowed now. Throws `Unavailable` when something is left to bring again.
 */
export async function foldPressure(platform: Platform, arrived: readonly Arrived<ExposureMessage>[]): Promise<void> {
  const pressing = arrived.flatMap(({ call, message }) =>
    message.subject !== null && isPressing(call.program) ? [{ call, message, subject: message.subject }] : [],
  );
  if (pressing.length === 0) return;
  const known = await readTogether(platform.env, new Map(pressing.map(({ subject }) => [subject, []])), WAIT_MS);
  const byRoot = Map.groupBy(pressing, ({ subject }) => known.get(subject)?.root ?? subject);
  for (const [root, items] of byRoot) {
    const registered = known.get(items[0]?.subject ?? root)?.registered ?? null;
    const [call] = items.map((item) => item.call);
    if (call) await changePressure(call, root, (pressure) => ({ pressure: foldAll(pressure, items, registered) }), WAIT_MS);
  }
}

function foldAll(
  pressure: Pressure,
  items: readonly (Arrived<ExposureMessage> & { readonly subject: SubjectId })[],
  registered: Registered | null,
): Pressure {
  return items.reduce((known, { call, message }) => {
    if (!mayStick(call.program, permitOfRegister(call, registered, "browser").mask)) return known;
    return foldMessage(known, { call, message });
  }, pressure);
}

function foldMessage(pressure: Pressure, { call, message }: Arrived<ExposureMessage>): Pressure {
  const { exposures, lease = null, dismissed = [], used = [] } = message;
  const seen = exposures.reduce((known, exposure) => see(call.program, known, exposure, lease), pressure);
  const rested = dismissed.reduce((known, noticed) => dismiss(call.program, known, noticed), seen);
  return used.reduce((known, noticed) => use(call.program, known, noticed), rested);
}
