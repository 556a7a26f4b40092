import { beforeEach, describe, expect, inject, it } from "vitest";
import { callsOfControllers } from "../../src/actions/calls-of-controllers.ts";
import { makeReports } from "../../src/actions/insight/make-reports.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import { runCron } from "../../src/jobs/cron.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases, shardOf } from "../../src/storage/shards.ts";
import type { Received } from "../support/receiver.ts";
import { reportingProgram } from "../support/reports.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { open, send } from "./centre-forms.ts";
import { counting, failingAt } from "./faults.ts";
import { arrive, secrets, verified } from "./hooked.ts";
import { merge } from "./merging.ts";
import { allChoseLike } from "./people.ts";
import { keeping, NO, subjectOf, YES } from "./subjects.ts";

const NEXT_MONTH = NOON + 20 * DAY;

async function clear(...tables: readonly string[]): Promise<void> {
  for (const { db } of allDatabases(bindings())) await db.batch(tables.map((table) => db.prepare(`DELETE FROM ${table}`)));
}

beforeEach(async () => {
  await clear("report", "report_cohort", "profile", "job");
  await set({ floor: 15 });
});

const set = async (changes: object) => expect((await publish(reportingProgram(changes))).status).toBe(201);

async function keep(subject: SubjectId, kwh30: number, kind: string | null = "flat", nightHeat: number | null = 16): Promise<void> {
  const value = (told: unknown) => ({ value: told, source: "volunteered", at: NOON, origin: "ask", purposes: ["personal"] });
  const heat = nightHeat === null ? {} : { nightHeat: value(nightHeat) };
  const attributes = { kwh30: value(kwh30), ...heat, ...(kind === null ? {} : { home: value(kind) }) };
  const { db } = await shardOf(bindings(), subject);
  const sql = `INSERT INTO profile (subject, controller, version, attributes, updated_at) VALUES (?1, 'acme', 1, ?2, ?3) ON CONFLICT DO UPDATE SET attributes = ?2`;
  await db.prepare(sql).bind(subject, JSON.stringify(attributes), NOON).run();
}

/** Somebody in a browser of their own. */
async function home(kwh: number, decisions: Record<string, boolean> = YES, kind: string | null = "flat", nightHeat = 16) {
  const visitor = new Browser();
  await visitor.choose(YES);
  const subject = await subjectOf(visitor);
  await keep(subject, kwh, kind, nightHeat);
  if (decisions !== YES) await visitor.choose(decisions);
  return { visitor, subject };
}

/** So many others who allow it, each of whom uses a little more than the one before. */
async function neighbours(count: number, like: SubjectId, kwhOf = (at: number) => 200 + 10 * at): Promise<readonly SubjectId[]> {
  const subjects = Array.from({ length: count }, () => `sub_${crypto.randomUUID().replaceAll("-", "")}` as SubjectId);
  for (const [at, subject] of subjects.entries()) await keep(subject, kwhOf(at));
  await allChoseLike(like);
  return subjects;
}

async function make(now = NOON, { env = bindings(), portion }: { env?: Bindings; portion?: { pages: number; subjects: number } } = {}) {
  const platform = await platformOf(env, () => undefined);
  const calls = await callsOfControllers(platform, now, { kind: "system", job: "make-reports" });
  await makeReports(platform, calls, now, portion);
}

const reportsOf = async (visitor: Browser) => (await visitor.ask("/v1/me/reports?locale=en")).json.reports;

async function stored(): Promise<
  readonly { subject: string; period: string; percent: number | null; others: number | null; told_at: number | null }[]
> {
  const parts = await Promise.all(allDatabases(bindings()).map(({ db }) => db.prepare("SELECT * FROM report").all()));
  return parts.flatMap(({ results }) => results) as never;
}

describe("a report", () => {
  it("says to each person who allows it their own number, where they stand among others like them, and one tip", async () => {
    const [low, high] = [await home(150), await home(500, YES, "flat", 21)];
    const [no, alone, held] = [await home(300, NO), await home(300.04, YES, null), await home(310)];
    await held.visitor.ask("/v1/me/restrict", { body: { restricted: true } });
    await neighbours(30, low.subject);
    await make();
    const [report, ...more] = await reportsOf(low.visitor);
    expect(more).toEqual([]);
    expect(report).toEqual({
      ...{ report: "energy", period: "2026-11", name: "Energy", purpose: "personal", at: new Date(NOON).toISOString() },
      ...{ expires: "2027-05-21T12:00:00.000Z", value: 150, own: "You used 150 kWh.", tip: "Air in short bursts" },
      compared: { text: "More than ≤ 10 % of 20 homes.", percent: 10, others: 20 },
    });
    expect((await reportsOf(high.visitor))[0]).toMatchObject({
      ...{ tip: "Cooler nights", compared: { text: "More than ≥ 90 % of 20 homes.", percent: 90 } },
    });
    expect((await reportsOf(alone.visitor))[0]).toMatchObject({ own: "You used 300 kWh.", compared: null });
    expect(await reportsOf(no.visitor)).toEqual([]);
    for (const { subject } of [no, held]) expect((await stored()).map((row) => row.subject)).not.toContain(subject);
  });

  it("compares nobody with fewer than the floor, nor where one is most of it, however many databases they are in", async () => {
    const one = await home(250);
    await neighbours(14, one.subject);
    await make();
    expect((await reportsOf(one.visitor))[0].compared).toBeNull();
    const sixteenth = await home(260);
    await make(NEXT_MONTH);
    expect((await reportsOf(one.visitor))[0]).toMatchObject({ period: "2026-12", compared: { others: 15 } });
    await keep(sixteenth.subject, 1_000);
    await make(NEXT_MONTH + 31 * DAY);
    expect((await reportsOf(one.visitor))[0]).toMatchObject({ period: "2027-01", compared: null });
    const rest = await bindings().DB.prepare("SELECT * FROM report_cohort").all();
    expect(rest.results, "nothing stays of a count once all are told").toEqual([]);
  });

  it("is made once a period and counts everybody once, whichever call fails, and however runs meet", async () => {
    const one = await home(250);
    await neighbours(20, one.subject);
    await make(NOON);
    const places = async () => (await stored()).map(({ percent, others }) => `${others}: ${percent}`).toSorted();
    const [whole, portion] = [await places(), { pages: 20, subjects: 12 }];
    for (let k = 1; k <= 34; k += 5) {
      const at = NEXT_MONTH;
      await clear("report", "report_cohort", "job");
      await make(at, { env: failingAt(bindings(), k, k % 2 ? "after" : "before"), portion }).catch(() => undefined);
      await Promise.allSettled([make(at, { portion }), make(at, { portion })]);
      await make(at, { portion });
      expect(await places(), `call ${k}`).toEqual(whole);
    }
    await clear("job");
    await keep(one.subject, 9_000);
    await make(NEXT_MONTH);
    expect((await reportsOf(one.visitor))[0].value, "a walk that begins anew tells nobody anything else").toBe(250);
  });

  it("is told to nobody who took it back since it was measured, who is in no later cohort; what came before stays theirs until they delete it", async () => {
    const [gone, stays] = [await home(250), await home(250)];
    await neighbours(14, stays.subject);
    await make(NOON);
    expect((await reportsOf(gone.visitor))[0].compared).toMatchObject({ others: 15 });
    await make(NEXT_MONTH, { portion: { pages: 2, subjects: 500 } });
    expect((await stored()).filter(({ told_at }) => told_at === null)).toHaveLength(16);
    gone.visitor.now = NEXT_MONTH;
    await gone.visitor.choose({ ...YES, personal: false });
    await runCron(await platformOf(bindings(), () => undefined), "7 * * * *", NEXT_MONTH);
    expect((await reportsOf(gone.visitor)).map(({ period }: { period: string }) => period)).toEqual(["2026-11"]);
    expect((await stored()).filter(({ subject }) => subject === gone.subject)).toHaveLength(1);
    await make(NEXT_MONTH + 31 * DAY);
    stays.visitor.now = NEXT_MONTH + 31 * DAY;
    expect((await reportsOf(stays.visitor)).map(({ compared }: { compared: unknown }) => compared === null)).toEqual([true, false, false]);
    const value = (await gone.visitor.ask("/v1/me/value?locale=en")).json.got;
    expect(value).toContainEqual(
      expect.objectContaining({ kind: "report", key: "energy", name: "Energy", purposes: ["personal"], times: 1 }),
    );
    const drop = () => gone.visitor.ask("/v1/me/reports/energy/2026-11", { method: "DELETE" });
    expect((await drop()).json).toEqual({ report: "energy", period: "2026-11", deleted: true });
    expect((await drop()).json.errors).toMatchObject([{ field: "report", rule: "unheld" }]);
    expect(await reportsOf(gone.visitor)).toEqual([]);
  });

  it("is one for a person with several records, and gone with an erasure and after its time; the brand is told of ten or more", async () => {
    const [root, child] = [await home(250), await home(350)];
    await neighbours(20, root.subject);
    await make(NOON);
    expect((await merge(root.subject, child.subject)).status).toBe(200);
    expect((await reportsOf(root.visitor)).map(({ value }: { value: number }) => value)).toEqual([250]);
    await make(NEXT_MONTH);
    expect((await stored()).filter(({ subject, period }) => subject === child.subject && period === "2026-12")).toEqual([]);
    const { json } = await request("/v1/reports/value?site=pk_acme_main", { key: SECRET_KEY });
    expect(json.purposes.find(({ purpose }: { purpose: string }) => purpose === "personal").gave.reports).toBe(22);
    await root.visitor.ask("/v1/me/erase", { body: {} });
    for (const { subject } of await stored()) expect([root.subject, child.subject]).not.toContain(subject);
    await runCron(await platformOf(bindings(), () => undefined), "23 2 * * *", NOON + 400 * DAY);
    expect(await stored()).toEqual([]);
  });

  it("is drawn in the privacy centre, as far as its person may see it, who deletes it there", async () => {
    const one = await home(250);
    await neighbours(20, one.subject);
    expect((await open(one.visitor, "&locale=en")).text).toContain('href="#reports"');
    await make(NOON);
    const { text } = await open(one.visitor, "&locale=en");
    const section = text.slice(text.indexOf('<section id="reports"'), text.indexOf('<section id="value"'));
    expect(section).toContain("You used 250 kWh.");
    expect(section).toMatch(/More than 30 % of 20 homes\..*<rect class="mine" width="30"/);
    expect(section, "nothing that a strict policy would refuse").not.toMatch(/ style=|<script/);
    const after = await send(one.visitor, "report", [
      ["report", "energy"],
      ["period", "2026-11"],
    ]);
    expect(after.text).toContain("It is deleted.");
    expect(await reportsOf(one.visitor)).toEqual([]);
  });

  it("is announced once all have it, as one message however often the run is cut off, that says whose report and of nobody", async () => {
    const hook = crypto.randomUUID();
    const url = `${inject("receiver")}/${hook}/200`;
    const webhooks = [{ key: "crm", url, events: ["report.ready"], controller: "acme" }];
    expect((await publish({ ...reportingProgram({ floor: 15 }), webhooks })).status).toBe(201);
    const one = await home(250);
    const { env, kept } = keeping(bindings());
    await make(NOON, { env, portion: { pages: 2, subjects: 500 } });
    expect(kept).toEqual([]);
    await make(NEXT_MONTH, { env, portion: { pages: 1, subjects: 500 } });
    expect((await stored())[0], "late, but all of it").toMatchObject({ period: "2026-11", told_at: NEXT_MONTH });
    await bindings().DB.prepare("UPDATE job SET cursor = replace(cursor, '|done|', '|tell|') WHERE name LIKE 'make-reports%'").run();
    await make(NOON, { env });
    expect((await arrive(kept)).acked).toBe(2);
    const received: readonly Received[] = await (await fetch(`${inject("receiver")}/${hook}`)).json();
    const [secret = ""] = await secrets();
    const data = { report: "energy", controller: "acme", period: "2026-11" };
    expect(received.map((item) => verified(secret, item))).toEqual(
      [1, 2].map(() => ({ type: "report.ready", timestamp: "2026-11-01T00:00:00.000Z", data })),
    );
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(JSON.stringify(received)).not.toContain(one.subject.slice(4));
  });

  it("is begun anew where what it compares changed on the way, and nothing stays of one that the program lost", async () => {
    const [one, other] = [await home(250), await home(250)];
    await neighbours(20, one.subject);
    await keep(other.subject, 250, "flat", null);
    await make(NOON, { portion: { pages: 2, subjects: 500 } });
    await set({ floor: 15, compares: "nightHeat" });
    await make(NOON + DAY);
    expect((await reportsOf(one.visitor))[0]).toMatchObject({ value: 16, compared: { text: "More than 50 % of 20 homes." } });
    expect(await reportsOf(other.visitor), "who has not what is compared now").toEqual([]);
    await make(NEXT_MONTH, { portion: { pages: 2, subjects: 500 } });
    await publish({ ...reportingProgram(), reports: [] });
    await make(NEXT_MONTH);
    expect((await bindings().DB.prepare("SELECT * FROM report_cohort").all()).results).toEqual([]);
    await set({ floor: 15 });
    await make(NEXT_MONTH);
    const older = `WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) INSERT INTO report
      (subject, report, period, controller, purpose, value, cohort, at, told_at, expires) SELECT ?1, 'bygone', i, 'acme', 'personal', 1, '', i, i, ?2 FROM n`;
    const statement = (await shardOf(bindings(), one.subject)).db.prepare(older);
    await statement.bind(one.subject, NOON + 400 * DAY).run();
    expect((await reportsOf(one.visitor))[0]).toMatchObject({ period: "2026-12", compared: { others: 20 } });
  });

  it("asks a database for a bounded part a run", async () => {
    const one = await home(250);
    await neighbours(20, one.subject);
    const { env, counts } = counting(bindings());
    const before = counts().d1;
    await make(NOON, { env, portion: { pages: 3, subjects: 8 } });
    expect(counts().d1 - before).toBeLessThanOrEqual(1 + 2 + 3 * (2 + 4 * allDatabases(bindings()).length) + 2);
    await make(NOON);
    const { env: again, counts: then } = counting(bindings());
    await make(NOON, { env: again });
    expect(then().d1, "when all is done").toBeLessThanOrEqual(4);
  });
});
