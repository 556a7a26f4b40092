import { periodOf } from "../../core/kernel/instant.ts";
import type { CompiledReport } from "../../core/program/compiled-report.ts";
import { listProfiles } from "../../storage/audience-size.ts";
import { readJob } from "../../storage/job.ts";
import type { Platform } from "../../storage/platform.ts";
import { countAlike, forgetCounts } from "../../storage/report-cohort.ts";
import type { Call } from "../call.ts";
import { announceReport } from "./announce-report.ts";
import { USUAL, type Portion } from "./count-audiences.ts";
import { measurePeople, tellPeople, type Making } from "./report-people.ts";

type Calls = ReadonlyMap<string, Call>;

/** First everybody is measured and counted, then everybody is told; `done` until the next week or month. */
type Phase = "measure" | "tell" | "done";

interface Place {
  readonly period: string;
  readonly phase: Phase;
  readonly after: string;
  /** What is compared, and when it was begun: what was measured before that is not told. */
  readonly mark: string;
  readonly since: number;
}

/** People a page: more of them, rather than more pages, since it is the questions to a database that are bounded. */
const OWN: Portion = { ...USUAL, subjects: 2_000 };

/**
 * Makes the reports that are due, each once a period, for whoever allows it when it is made: a bounded portion a run, and the
 * next run goes on where the last one stopped, or begins anew where the program compares something else now. A report that
 * fails keeps no other waiting, and of one that is no more nothing stays counted.
 */
export async function makeReports(platform: Platform, calls: Calls, now: number, portion: Portion = OWN): Promise<void> {
  const failures: unknown[] = [];
  let left = portion.pages;
  const live = [...calls.values()].flatMap(({ program: { site, compiled } }) =>
    compiled.reports.map(({ key }) => `${site.controller}/${key}`),
  );
  await forgetCounts(platform.env.DB, live);
  for (const call of calls.values()) {
    for (const report of call.program.compiled.reports) {
      try {
        left = await walkOn(platform, call, report, now, { ...portion, pages: left });
      } catch (error) {
        failures.push(error);
      }
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} reports failed`);
}

/** Walks on with one report; answers how many pages of the portion are left. */
async function walkOn(platform: Platform, call: Call, report: CompiledReport, now: number, { pages, subjects }: Portion): Promise<number> {
  const { controller } = call.program.site;
  const [db, job] = [platform.env.DB, `make-reports:${controller}/${report.key}`];
  const period = periodOf(report.every, now);
  let left = pages;
  let cursor = (await readJob(db, job))?.cursor ?? "";
  const mark = markOf(call, report);
  let place = placeOf(cursor);
  while (left > 0 && (place.phase !== "done" || place.period !== period)) {
    // Whom some were told beside, the others are told beside too, late as it is.
    const isNew = place.mark !== mark || (place.period !== period && place.phase !== "tell");
    const making: Making = { call, report, period: place.period, since: place.since };
    const { next, counts } = isNew
      ? { next: { period, phase: "measure", after: "", mark, since: now } as const, counts: null }
      : await makePage(making, place, subjects);
    if (next.phase === "done") await announceReport(making);
    const to = `${next.period}|${next.phase}|${next.after}|${mark}|${next.since}`;
    await countAlike(db, { job, from: cursor, to, now }, { controller, report: report.key }, counts);
    [cursor, place, left] = [to, next, left - 1];
  }
  return left;
}

function placeOf(cursor: string): Place {
  const [period = "", phase = "done", after = "", mark = "", since] = cursor.split("|");
  return { period, phase: phase as Phase, after, mark, since: Number(since) };
}

function markOf({ program: { compiled } }: Call, { purpose, attribute, cohort }: CompiledReport): string {
  return [compiled.purposes[purpose], ...[attribute, ...cohort].map((index) => compiled.attributes[index])].map((item) => item?.key).join();
}

async function makePage(making: Making, place: Place, limit: number) {
  const [{ call }, { phase, after }] = [making, place];
  const profiles = await listProfiles(call.platform.env, after, limit);
  const subjects = profiles.filter(({ controller }) => controller === call.program.site.controller).map(({ subject }) => subject);
  const last = profiles.length === limit ? profiles.at(-1)?.subject : undefined;
  const counts = phase === "measure" ? await measurePeople(making, subjects) : [];
  if (phase === "tell") await tellPeople(making, subjects);
  if (last !== undefined) return { next: { ...place, after: last }, counts };
  const next: Place = { ...place, phase: phase === "measure" ? "tell" : "done", after: "" };
  return { next, counts: phase === "measure" ? counts : null };
}
