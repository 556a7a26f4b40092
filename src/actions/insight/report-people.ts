import { measuredIn, reportExpires, reportFor, type Measured } from "../../core/insight/own-report.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { DAY } from "../../core/kernel/instant.ts";
import type { PermittedView } from "../../core/profile/gate.ts";
import type { CompiledReport } from "../../core/program/compiled-report.ts";
import { ownedBy, type Owned } from "../../storage/bulk.ts";
import { commit } from "../../storage/commit.ts";
import { readCohorts } from "../../storage/report-cohort.ts";
import { readMeasured, type ReportStep } from "../../storage/report.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import { Unavailable } from "../../storage/within.ts";
import { actorName, type Call } from "../call.ts";
import { readStanding } from "../consent/read-standing.ts";
import { gateHeld } from "../profile/audiences-held.ts";

/** A report that is being made of a controller's people. */
export interface Making {
  readonly call: Call;
  readonly report: CompiledReport;
  readonly period: string;
  /** What was measured before this instant was for something else. */
  readonly since: number;
}

/** Somebody who allows the report now, by this version of the register. */
interface Allowing {
  readonly subject: SubjectId;
  readonly register: number;
  readonly view: PermittedView;
}

/** What was measured and never told is gone after as long. */
const UNTOLD = 40 * DAY;

/** Measures these people and answers who is to be counted. Taken again it measures anew, until they are told. Throws `Unavailable`. */
export async function measurePeople(making: Making, subjects: readonly SubjectId[]): Promise<readonly Measured[]> {
  const { report, call } = making;
  const measured = [...(await allowing(making, subjects)).values()].flatMap(({ subject, register, view }) => {
    const own = measuredIn(report, view);
    return own ? [{ ...own, subject, register }] : [];
  });
  const { site, compiled } = call.program;
  const whose = { controller: site.controller, purpose: compiled.purposes[report.purpose]?.key ?? "" };
  const expires = Math.min(reportExpires(call.program, report, call.now), call.now + UNTOLD);
  await write(making, measured, (named, rows) => ({ ...named, ...whose, expires, kind: "measured", rows }));
  return measured;
}

/** Tells these people what was measured, beside their cohort; whoever does not allow it any more is not told. Throws `Unavailable`. */
export async function tellPeople(making: Making, subjects: readonly SubjectId[]): Promise<void> {
  const { call, report, period, since } = making;
  const { env } = call.platform;
  const waiting = await readMeasured(env, subjects, { report: report.key, period });
  if (waiting.length === 0) return;
  const of = { controller: call.program.site.controller, report: report.key };
  const cohorts = await readCohorts(env.DB, of, [...new Set(waiting.map(({ cohort }) => cohort))]);
  const people = await allowing(
    making,
    waiting.map(({ subject }) => subject),
  );
  const told = waiting.flatMap((own) => {
    const person = own.at >= since && people.get(own.subject);
    if (!person) return [];
    const { subject, register, view } = person;
    return [{ ...reportFor(call.program, report, own, cohorts.get(own.cohort) ?? null, view), subject, register }];
  });
  const kept = new Set(told.map(({ subject }) => subject));
  const dropped = waiting.flatMap(({ subject }) => (kept.has(subject) ? [] : [{ subject }]));
  await write(making, told, (named, rows) => ({ ...named, kind: "told", rows }));
  await write(making, dropped, (named, rows) => ({ ...named, kind: "dropped", rows }));
}

/** By the register as it is now. Of a person only the record that all others are merged to is looked at. */
async function allowing({ call, report }: Making, subjects: readonly SubjectId[]): Promise<ReadonlyMap<SubjectId, Allowing>> {
  const standing = subjects.length === 0 ? [] : [...(await readStanding(call, subjects))];
  return new Map(
    standing.flatMap(([subject, held]) => {
      const view = gateHeld(call, held).view(report.purpose);
      return view ? [[subject, { subject, register: held.version, view }] as const] : [];
    }),
  );
}

/** What every step of a report is written with. */
interface Named {
  readonly report: string;
  readonly period: string;
  readonly at: number;
  readonly expires: number;
}

/** Writes rows to each of their databases. Where one was not written as it was read, the page is taken again. */
async function write<T extends { readonly subject: SubjectId }>(
  { call, report, period }: Making,
  people: readonly T[],
  stepOf: (named: Named, rows: readonly (T & Owned)[]) => ReportStep,
): Promise<void> {
  const named = { report: report.key, period, at: call.now, expires: reportExpires(call.program, report, call.now) };
  const placed = await Promise.all(people.map(async (row) => ({ row, shard: await shardOf(call.platform.env, row.subject) })));
  for (const [first, ...more] of Map.groupBy(placed, ({ shard }) => shard.binding).values()) {
    if (!first) continue;
    const rows = [first, ...more].map(({ row, shard }) => ownedBy(shard, row));
    const step = stepOf(named, rows);
    const [target, detail] = [`${report.key}/${period}`, { people: rows.length }];
    const audit = { at: call.now, actor: actorName(call.actor), action: `report.${step.kind}`, target, detail };
    const written = await commit(first.shard, { kind: "reports", step }, audit);
    if (written.ok && written.value.changes === rows.length) continue;
    forgetShards();
    throw new Unavailable("people chose, or moved, while their reports were made");
  }
}
