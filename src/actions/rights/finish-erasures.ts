import { listErasures } from "../../storage/erasure.ts";
import type { Platform } from "../../storage/platform.ts";
import type { Call } from "../call.ts";
import { runErasure } from "./run-erasure.ts";

/** What was on its way when somebody was erased has arrived by then. */
const PATIENCE_MS = 600_000;
/** One whose person anything may still be used of is taken up as soon as no request can be at it any more. */
const UNSETTLED_MS = 60_000;
const MOST = 100;

/**
 * Goes on with erasures that were cut off, and takes those that were not through all stores once more. Answers how many
 * sweeps came to their end; one that fails waits for the next run, and keeps nobody else waiting.
 */
export async function finishErasures(
  platform: Platform,
  callFor: (controller: string) => Promise<Call | null>,
  now: number,
): Promise<number> {
  const failures: unknown[] = [];
  let done = 0;
  for (const erasure of await listErasures(platform.env.DB, { untouched: now - PATIENCE_MS, begun: now - UNSETTLED_MS }, MOST)) {
    const ended = await runErasure(platform, await callFor(erasure.controller), erasure, now).catch(
      (error: unknown) => void failures.push(error),
    );
    if (ended === true) done += 1;
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} erasures failed`);
  return done;
}
