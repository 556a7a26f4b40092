import { toldReport, type OwnReport } from "../../core/insight/told-report.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import { readReportsOf } from "../../storage/report.ts";
import type { Call } from "../call.ts";
import { readFamily } from "../identity/read-family.ts";

/** The reports a person got in whichever of their records, one a period, the newest first. Throws `Unavailable`. */
export async function readReports(call: Call, subject: SubjectId, wanted: string | null): Promise<readonly OwnReport[]> {
  const { subjects } = await readFamily(call.platform.env, subject);
  const rows = await readReportsOf(call.platform.env, subjects, call.now);
  const locale = localeOf(call.program.compiled.locales, wanted);
  const once = new Map(rows.toReversed().map((row) => [`${row.report}|${row.period}`, row]));
  return [...once.values()].toReversed().map((row) => toldReport(call.program, row, locale));
}
