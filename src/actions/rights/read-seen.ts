import type { SubjectId } from "../../core/kernel/ids.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import { seenIn, type Seen } from "../../core/targeting/seen.ts";
import { programByHash } from "../../storage/cache/program.ts";
import type { Call } from "../call.ts";
import { keptDecisions } from "../targeting/replay-decisions.ts";

/** What a person was shown lately and why, latest first, each made again by its own program. Throws `Unavailable`. */
export async function readSeen(call: Call, subject: SubjectId, wanted: string | null): Promise<readonly Seen[]> {
  const kept = await keptDecisions(call, subject);
  const locale = localeOf(call.program.compiled.locales, wanted);
  return Promise.all(
    (kept?.decisions ?? []).map(async (record) =>
      seenIn(await programByHash(call.platform.env, record.program, record.site), record, locale),
    ),
  );
}
