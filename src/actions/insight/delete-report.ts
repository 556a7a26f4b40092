import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { commit } from "../../storage/commit.ts";
import { readReportsOf } from "../../storage/report.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { readFamily } from "../identity/read-family.ts";

/** Deletes a report that a person got, in whichever of their records it is. `unheld`: there is none. Throws `Unavailable`. */
export async function deleteReport(
  call: Call,
  subject: SubjectId,
  named: { readonly report: string; readonly period: string },
): Promise<Result<null, "unheld" | "unavailable">> {
  const { env } = call.platform;
  const { subjects } = await readFamily(env, subject);
  const rows = (await readReportsOf(env, subjects, call.now)).filter(
    ({ report, period }) => report === named.report && period === named.period,
  );
  for (const row of rows) {
    const { report, period } = row;
    const audit = { at: call.now, actor: actorName(call.actor), action: "report.delete", target: row.subject, detail: { report, period } };
    const step = { kind: "deleted", subject: row.subject, report, period } as const;
    const written = await commit(await shardOf(env, row.subject), { kind: "reports", step }, audit);
    if (written.ok || written.error === "conflict") continue;
    if (written.error === "moved") forgetShards();
    return refuse("unavailable");
  }
  return rows.length > 0 ? ok(null) : refuse("unheld");
}
