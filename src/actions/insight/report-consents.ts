import { isClosed, weekOf } from "../../core/insight/consent-count.ts";
import { consentWeek, type ConsentWeek } from "../../core/insight/consent-report.ts";
import { LEAST } from "../../core/insight/hide-small.ts";
import { DAY } from "../../core/kernel/instant.ts";
import { readConsentCounts } from "../../storage/consent-count.ts";
import type { Call } from "../call.ts";

export interface ConsentReport {
  readonly site: string;
  /** Numbers of fewer people are not told. */
  readonly least: number;
  readonly weeks: readonly ConsentWeek[];
}

/** The consent numbers of a site, by whole weeks that are over: those from the week of `from` to the week of `to`. */
export async function reportConsents({ platform, program, now }: Call, from: number, to: number): Promise<ConsentReport> {
  const [first, last] = [weekOf(from), weekOf(to)];
  const cells = await readConsentCounts(platform.env.DB, program.site.key, first, last);
  const weeks: ConsentWeek[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += 7 * DAY) {
    const week = weekOf(at);
    if (isClosed(week, now)) weeks.push(consentWeek(week, cells));
  }
  return { site: program.site.key, least: LEAST, weeks };
}
