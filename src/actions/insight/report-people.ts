import { measuredIn, reportExpires, reportFor, type Measured } from "../../core/insight/own-report.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { PermittedView } from "../../core/profile/gate.ts";
import type { CompiledReport } from "../../core/program/compiled-report.ts";
import { ownedBy, type Owned } from "../../storage/bulk.ts";
import { commit } from "../../storage/commit.ts";
import { readCohorts } from "../../storage/report-cohort.ts";
import { readMeasured, type ReportStep } from "../../storage/report.ts";
import { forgetShards, shardOf, type Shard } from "../../storage/shards.ts";
import { Unavailable } from "../../storage/within.ts";
import { actorName, type Call } from "../call.ts";
import { readStanding } from "../consent/read-standing.ts";
import { gateHeld } from "../profile/audiences-held.ts";

/** A report that is being made of a controller's people. */
export interface Making {
  readonly call: Call;
  readonly report: CompiledReport;
  readonly period: string;
}

/** Somebody who allows the report now, by this version of the register. */
interface Allowing {
  readonly subject: SubjectId;
  readonly register: number;
  readonly view: PermittedView;
}

/** Measures these people and answers who is to be counted. Taken again it measures anew, until they are told. Throws `Unavailable`. */
export async function measurePeople(making: Making, subjects: readonly SubjectId[]): Promise<readonly Measured[]> {
  const { call, report, period } = making;
  const measured = (await allowing(making, subjects)).flatMap(({ subject, register, view }) => {
    const own = measuredIn(report, view);
    return own ? [{ ...own, subject, register, report: report.key, period }] : [];
  });
  const { controller } = call.program.site;
  const purpose = call.program.compiled.purposes[report.purpose]?.key ?? "";
  const expires = reportExpires(call.program, report, call.now);
  await write(making, measured, (rows) => ({ kind: "measured", controller, purpose, at: call.now, expires, rows }));
  return measured;
}

/** Tells these people what was measured, beside their cohort; whoever does not allow it any more is not told. Throws `Unavailable`. */
export async function tellPeople(making: Making, subjects: readonly SubjectId[]): Promise<void> {
  const { call, report, period } = making;
  const { env } = call.platform;
  const waiting = await readMeasured(env, subjects, report.key, period);
  if (waiting.length === 0) return;
  const made = { controller: call.program.site.controller, report: report.key };
  const cohorts = await readCohorts(
    env.DB,
    made,
    waiting.map(({ cohort }) => cohort),
  );
  const people = new Map(
    (
      await allowing(
        making,
        waiting.map(({ subject }) => subject),
      )
    ).map((person) => [person.subject, person]),
  );
  const expires = reportExpires(call.program, report, call.now);
  const named = { report: report.key, period, expires };
  const told = waiting.flatMap(({ subject, ...own }) => {
    const person = people.get(subject);
    if (!person) return [];
    const says = reportFor(call.program, report, own, cohorts.get(own.cohort) ?? null, person.view);
    return [{ ...named, ...says, subject, register: person.register }];
  });
  const dropped = waiting.filter(({ subject }) => !people.has(subject)).map(({ subject }) => ({ subject, report: report.key, period }));
  await write(making, told, (rows) => ({ kind: "told", at: call.now, rows }));
  await write(making, dropped, (rows) => ({ kind: "dropped", rows }));
}

/** By the register as it is now. Of a person only the record that all others are merged to is looked at. */
async function allowing({ call, report }: Making, subjects: readonly SubjectId[]): Promise<readonly Allowing[]> {
  if (subjects.length === 0) return [];
  return [...(await readStanding(call, subjects))].flatMap(([subject, held]) => {
    const view = gateHeld(call, held).view(report.purpose);
    return view ? [{ subject, register: held.version, view }] : [];
  });
}

/** Writes rows to each of their databases. Where one was not written as it was read, the page is taken again. */
async function write<T extends { readonly subject: SubjectId }>(
  { call, report, period }: Making,
  people: readonly T[],
  stepOf: (rows: readonly (T & Owned)[]) => ReportStep,
): Promise<void> {
  const placed = await Promise.all(people.map(async (row) => ({ row, shard: await shardOf(call.platform.env, row.subject) })));
  for (const own of Map.groupBy(placed, ({ shard }) => shard.binding).values()) {
    const rows = own.map(({ row, shard }) => ownedBy(shard, row));
    const [first] = own;
    if (first) await writeIn(call, first.shard, { step: stepOf(rows), people: rows.length, target: `${report.key}/${period}` });
  }
}

async function writeIn(
  call: Call,
  shard: Shard,
  { step, people, target }: { readonly step: ReportStep; readonly people: number; readonly target: string },
): Promise<void> {
  const audit = { at: call.now, actor: actorName(call.actor), action: `report.${step.kind}`, target, detail: { people } };
  const written = await commit(shard, { kind: "reports", step }, audit);
  if (written.ok && written.value.changes === people) return;
  forgetShards();
  throw new Unavailable("people chose, or moved, while their reports were made");
}
