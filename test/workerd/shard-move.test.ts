import { beforeAll, describe, expect, it } from "vitest";
import { verifyLedgers } from "../../src/actions/consent/verify-ledger.ts";
import { moveBucket } from "../../src/actions/shards/move-bucket.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { runCron } from "../../src/jobs/cron.ts";
import { readMove } from "../../src/storage/bucket-move.ts";
import { commit } from "../../src/storage/commit.ts";
import { MOVING } from "../../src/storage/placed.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { readSubject } from "../../src/storage/register.ts";
import { allDatabases, shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { erase, everything } from "./erasing.ts";
import { failingAt } from "./faults.ts";
import { move, moveAll, names, placesOf, somebody, until, view } from "./moving.ts";
import { deliver, keeping } from "./subjects.ts";

beforeAll(async () => {
  await publish();
});

function post(path: string, body: unknown): Promise<Answer> {
  return request(`${path}?site=pk_acme_main`, { key: SECRET_KEY, body, headers: { "x-earnest-now": String(NOON) } });
}

const ref = (value: string) => ({ type: "subject", value });
/** The rows of a bucket in each database, by table. */
async function rowsIn(bucket: number): Promise<Record<string, Record<string, number>>> {
  const hex = bucket.toString(16).padStart(2, "0");
  const counted = allDatabases(bindings()).map(async ({ name, db }) => {
    const tables = MOVING.map(async ({ table, owner, bucket: beside }) => {
      const where = beside === null ? `substr(${owner}, 5, 2) = '${hex}'` : `${beside} = ${bucket}`;
      return [table, (await db.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${where}`).first<{ n: number }>())?.n ?? 0] as const;
    });
    return [name, Object.fromEntries((await Promise.all(tables)).filter(([, n]) => n > 0))] as const;
  });
  return Object.fromEntries(await Promise.all(counted));
}

async function faults(): Promise<number> {
  let found = 0;
  for (const name of names()) found += (await verifyLedgers(bindings(), { database: name, chain: "" }, true, 500))?.faults.length ?? 1;
  return found;
}

async function shoeViews(subject: SubjectId): Promise<unknown> {
  return (await readSubject(await shardOf(bindings(), subject), subject, [], 5_000)).profile?.attributes["shoeViews"]?.value;
}

async function whyOf(value: string): Promise<string> {
  return (await post("/v1/permits", { subjects: [ref(value)], purposes: ["personal"] })).json.permits[0].purposes.personal.why;
}

describe.runIf(names().length > 1)("a bucket that moves to another database", () => {
  it("takes everything along and leaves nothing, and everybody is found where they are now", async () => {
    const bucket = 17;
    const [a, b, c] = [await somebody(bucket), await somebody(bucket, { personal: true, ads: false }), await somebody(bucket)];
    await view(a.visitor, "x");
    await view(b.visitor, "y");
    await post("/v1/identities/merge", { root: ref(a.subject), subject: ref(b.subject), source: "crm", proof: "1" });
    await post("/v1/identities/link", {
      subject: ref(c.subject),
      identifier: { type: "user", value: c.subject },
      source: "crm",
      proof: "2",
    });
    const [from, to = ""] = await placesOf(bucket);
    const { [from]: before } = await rowsIn(bucket);
    await moveAll(bucket, to);
    expect(await rowsIn(bucket)).toMatchObject({ [from]: {}, [to]: before });
    expect(Object.keys((await rowsIn(bucket))[from] ?? {})).toEqual([]);
    expect(await whyOf(b.subject)).toBe("granted");
    expect((await c.visitor.withdraw()).status).toBe(200);
    await view(a.visitor, "z");
    expect(await shoeViews(a.subject)).toBe(2);
    expect((await post("/v1/identities/unmerge", { subject: ref(b.subject) })).status).toBe(200);
    expect(await faults()).toBe(0);
    const { json } = await request("/v1/shards", { key: SECRET_KEY });
    expect(json.moves).toEqual([]);
    expect((json.databases as { buckets: number }[]).reduce((sum, { buckets }) => sum + buckets, 0)).toBe(256);
  });

  it("is written to all the while: choices, events, merges and identifiers are all kept, once", async () => {
    const bucket = 18;
    const people = await Promise.all(Array.from({ length: 8 }, () => somebody(bucket)));
    const [from, to = ""] = await placesOf(bucket);
    const mover = { isDone: false };
    const moves = (async () => {
      for (const target of [to, from]) await moveAll(bucket, target);
    })().finally(() => (mover.isDone = true));
    const seen = new Map<SubjectId, number>();
    const writers = people.slice(0, 4).map(async ({ visitor, subject }, at) => {
      for (let round = 0; (!mover.isDone || round < 3) && round < 200; round++) {
        await view(visitor, `p${round}`);
        seen.set(subject, (seen.get(subject) ?? 0) + 1);
        if (at % 2 === 0) await visitor.choose({ ads: round % 2 === 0 });
      }
    });
    const merges = people.slice(4, 6).map(async ({ subject }, at) => {
      const root = people[6 + at]?.subject ?? "";
      const body = { root: ref(root), subject: ref(subject), source: "crm", proof: `m${at}` };
      await until(async () => (await post("/v1/identities/merge", body)).status === 200);
      const identifier = { type: "user", value: `moved-${subject}` };
      const link = { subject: ref(root), identifier, source: "crm", proof: "l" };
      await until(async () => (await post("/v1/identities/link", link)).status === 200);
    });
    await Promise.all([moves, ...writers, ...merges]);
    for (const [subject, count] of seen) expect(await shoeViews(subject)).toBe(count);
    for (const { subject } of people.slice(4, 6))
      expect(
        (await post("/v1/permits", { subjects: [{ type: "user", value: `moved-${subject}` }] })).json.permits[0].subject,
      ).not.toBeNull();
    const rows = await rowsIn(bucket);
    expect(Object.entries(rows).filter(([, tables]) => Object.keys(tables).length > 0)).toHaveLength(1);
    expect(rows[from]).toMatchObject({ register: 8, alias: 2, merge: 2, link: 2 });
    expect(await faults()).toBe(0);
  }, 120_000);

  it("is refused to the old database at once: to who has an old map, and to any statement", async () => {
    const bucket = 19;
    const { subject, visitor } = await somebody(bucket);
    const stale = await shardOf(bindings(), subject);
    const [, to = ""] = await placesOf(bucket);
    await until(async () => {
      const moved = await moveBucket(await platformOf(bindings(), () => undefined), BY, { bucket, target: to }, 1);
      return moved.ok && moved.value.stage === "flipped";
    });
    const link = { subject, id: "x", kind: "user", source: "s", proof: "p", at: 0 } as const;
    const audit = { at: 0, actor: "test", action: "test", target: subject, detail: {} };
    expect(await commit(stale, { kind: "link", link }, audit)).toMatchObject({ ok: false, error: "moved" });
    await expect(readSubject(stale, subject, [], 1_000)).rejects.toThrow("moved");
    await expect(stale.db.prepare("UPDATE register SET version = version + 1 WHERE subject = ?1").bind(subject).run()).rejects.toThrow(
      "moved",
    );
    expect((await visitor.withdraw()).status).toBe(200);
    expect(await whyOf(subject)).toBe("withdrawn");
    await moveAll(bucket, to);
    expect(await whyOf(subject)).toBe("withdrawn");
  });

  it.each(["before", "after"] as const)(
    "cut off at every call of every step (%s it) goes on from there, with nothing lost or doubled",
    async (when) => {
      const bucket = when === "before" ? 20 : 21;
      const [one, two] = [await somebody(bucket), await somebody(bucket, { personal: true, ads: false })];
      const identifier = { type: "user", value: one.subject };
      await post("/v1/identities/link", { subject: ref(one.subject), identifier, source: "crm", proof: "1" });
      const [from, target = ""] = await placesOf(bucket);
      const { [from]: { identifier: hashedHere } = {} } = await rowsIn(bucket);
      let [k, cuts, views, seen] = [1, 0, 0, ""];
      await until(async () => {
        const env = failingAt(bindings(), k, when);
        await moveBucket(await platformOf(env, () => undefined), BY, { bucket, target }, 1).catch(() => (cuts += 1));
        const progress = await readMove(bindings().DB, bucket);
        k = JSON.stringify(progress) === seen ? k + 1 : 1;
        seen = JSON.stringify(progress);
        if (cuts % 4 === 0 && progress?.stage !== "fenced") {
          await view(one.visitor, `v${views}`);
          views += 1;
        }
        return progress?.stage === "done";
      });
      expect(cuts).toBeGreaterThan(40);
      expect(await shoeViews(one.subject)).toBe(views);
      const rows = await rowsIn(bucket);
      expect(Object.entries(rows).filter(([, tables]) => Object.keys(tables).length > 0)).toEqual([
        [target, { register: 2, ledger: 2, profile: 1, event: views, link: 1, ...(hashedHere ? { identifier: hashedHere } : {}) }],
      ]);
      expect(await whyOf(two.subject)).toBe("granted");
      expect((await post("/v1/permits", { subjects: [identifier] })).json.permits[0].subject).toBe(one.subject);
      expect(await faults()).toBe(0);
    },
    120_000,
  );

  it("is moved on by the hourly job where nobody asks again", async () => {
    const bucket = 22;
    const { subject } = await somebody(bucket);
    const [, target = ""] = await placesOf(bucket);
    await moveBucket(await platformOf(bindings(), () => undefined), BY, { bucket, target }, 1);
    expect((await move(bucket, "DB_99")).json.errors).toMatchObject([{ field: "binding", rule: "bound" }]);
    await runCron(await platformOf(bindings(), () => undefined), "7 * * * *", NOON);
    expect((await placesOf(bucket))[0]).toBe(target);
    expect(await whyOf(subject)).toBe("granted");
  });

  it("keeps out whoever was erased there: nothing of theirs can be written where it is now", async () => {
    const bucket = 23;
    const { subject, visitor } = await somebody(bucket);
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    await visitor.view("late-marker");
    await erase(subject);
    const [from, target = ""] = await placesOf(bucket);
    await moveAll(bucket, target);
    expect(Object.keys((await rowsIn(bucket))[from] ?? {})).toEqual([]);
    const shard = await shardOf(bindings(), subject);
    expect(shard.binding).toBe(target);
    expect((await readSubject(shard, subject, [], 5_000)).registered?.state.erased).toBe(true);
    const link = { subject, id: "x", kind: "user", source: "s", proof: "p", at: 0 } as const;
    const audit = { at: 0, actor: "test", action: "test", target: subject, detail: {} };
    expect(await commit(shard, { kind: "link", link }, audit)).toMatchObject({ ok: false, error: "erased" });
    expect(await deliver(kept)).toEqual({ acked: kept.length, retried: 0 });
    visitor.env = undefined;
    await visitor.choose({ personal: true });
    await post("/v1/consent", { subject: ref(subject), method: "phone", actor: "a", evidence: "e", decisions: { ads: true } });
    const link2 = { subject: ref(subject), identifier: { type: "user", value: subject }, source: "crm", proof: "2" };
    expect((await post("/v1/identities/link", link2)).json.errors).toMatchObject([{ rule: "erased" }]);
    expect(await whyOf(subject)).toBe("erased");
    expect((await rowsIn(bucket))[target]).toEqual({ register: 1, ledger: 2 });
    expect(await everything()).not.toContain("late-marker");
    expect(await faults()).toBe(0);
  });
});

const BY = { actor: { kind: "system", job: "test" }, now: NOON } as const;
