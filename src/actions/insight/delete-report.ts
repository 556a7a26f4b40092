import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { commit } from "../../storage/commit.ts";
import type { ReportName } from "../../storage/report.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { readFamily } from "../identity/read-family.ts";

/** Deletes a report that a person got, in whichever of their records it is. `unheld`: there is none. Throws `Unavailable`. */
export async function deleteReport(
  call: Call,
  person: SubjectId,
  { report, period }: ReportName,
): Promise<Result<null, "unheld" | "unavailable">> {
  const { env } = call.platform;
  let isHeld = false;
  for (const subject of (await readFamily(env, person)).subjects) {
    const audit = { at: call.now, actor: actorName(call.actor), action: "report.delete", target: subject, detail: { report, period } };
    const step = { kind: "deleted", subject, report, period } as const;
    const written = await commit(await shardOf(env, subject), { kind: "reports", step }, audit);
    if (!written.ok && written.error === "moved") forgetShards();
    if (!written.ok && written.error !== "conflict") return refuse("unavailable");
    isHeld ||= written.ok;
  }
  return isHeld ? ok(null) : refuse("unheld");
}
