import { beforeAll, describe, expect, it } from "vitest";
import { countAudiences } from "../../src/actions/insight/count-audiences.ts";
import { countConsents } from "../../src/actions/insight/count-consents.ts";
import { moveBucket } from "../../src/actions/shards/move-bucket.ts";
import { ruleById } from "../../src/core/consent/resolve-rule.ts";
import { NO_SIGNAL } from "../../src/core/consent/signals/signals.ts";
import { asReceiptId } from "../../src/core/kernel/ids.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import type { MoveStage } from "../../src/storage/bucket-move.ts";
import { programOf } from "../../src/storage/cache/program.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { readEntry, readLedger } from "../../src/storage/register.ts";
import { forgetShards, shardOf } from "../../src/storage/shards.ts";
import { readTogether } from "../../src/storage/subjects.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { DAY, NOON, publish } from "./client.ts";
import { names, placesOf, somebody, until, view } from "./moving.ts";

const AUDIENCES = [{ key: "lookers", purpose: "personal", when: { shoeViews: { $gte: 1 } } }];
const BY = { actor: { kind: "system", job: "test" }, now: NOON } as const;
const platform = () => platformOf(bindings(), () => undefined);

beforeAll(async () => {
  await publish(testProgram({ audiences: AUDIENCES }));
});

/** Moves a bucket on until it has come to a stage. */
async function moveTo(bucket: number, target: string, stage: MoveStage): Promise<void> {
  await until(async () => {
    const moved = await moveBucket(await platform(), BY, { bucket, target }, 1);
    return moved.ok && moved.value.stage === stage;
  });
}

/** Bindings that still read the bucket map as it is now, whatever becomes of it. */
async function withMapOfNow(): Promise<Bindings> {
  const { DB } = bindings();
  const map = await DB.prepare("SELECT binding, epoch FROM bucket_map ORDER BY bucket").all();
  const kept = { all: async () => map } as unknown as D1PreparedStatement;
  const prepare = (sql: string) => (sql.includes("FROM bucket_map") ? kept : DB.prepare(sql));
  return { ...bindings(), DB: { prepare } as unknown as D1Database };
}

async function countPage(day: number, pages: number): Promise<void> {
  const here = await platform();
  const [program, rule] = [await programOf(bindings(), "pk_acme_main", () => undefined), ruleById("DEFAULT")];
  if (!program || !rule) throw new Error("nothing is published");
  const call = { platform: here, program, rule, country: null, signals: NO_SIGNAL, now: day, actor: BY.actor };
  await countAudiences(here, async () => call, day, { pages, subjects: 4 });
}

async function lookersOn(day: number): Promise<number> {
  const sql = "SELECT sum(size) AS n FROM audience_size WHERE day = ?1";
  const row = await bindings().DB.prepare(sql).bind(new Date(day).toISOString().slice(0, 10)).first<{ n: number | null }>();
  return row?.n ?? 0;
}

describe.runIf(names().length > 1)("while a bucket moves", () => {
  it("nobody is read where they were any more, by whoever has an old map", async () => {
    const bucket = 23;
    const { visitor, subject } = await somebody(bucket);
    await view(visitor, "a");
    const [, to = ""] = await placesOf(bucket);
    const old = await withMapOfNow();
    await moveTo(bucket, to, "flipped");
    const withdrawn = await visitor.withdraw();
    const receipt = asReceiptId(withdrawn.json.receipt);
    if (!receipt) throw new Error("no receipt");
    const stale = async (): Promise<void> => {
      forgetShards();
      expect((await shardOf(old, subject)).binding).not.toBe(to);
    };
    await stale();
    const known = await readTogether(bindings(), new Map([[subject, []]]), 5_000);
    expect(known.get(subject)?.registered?.state.decisions["personal"]?.state).toBe("withdrawn");
    await stale();
    expect(await readLedger(bindings(), subject, 5_000)).toHaveLength(2);
    await stale();
    expect((await readEntry(bindings(), subject, receipt, 5_000))?.id).toBe(receipt);
    await moveTo(bucket, to, "done");
  });

  it("everybody counts once: neither in a copy in the making, nor where they were, nor not at all", async () => {
    const bucket = 24;
    for (let count = 0; count < 6; count++) await view((await somebody(bucket)).visitor, "a");
    await countPage(NOON, 100);
    const usual = await lookersOn(NOON);
    expect(usual).toBeGreaterThanOrEqual(6);
    const [from, to = ""] = await placesOf(bucket);
    for (const [day, target, stages] of [
      [NOON + DAY, to, ["checking", "flipped"]],
      [NOON + 2 * DAY, from, ["draining", "clearing"]],
    ] as const) {
      for (const stage of stages) {
        await moveTo(bucket, target, stage);
        await countPage(day, 1);
      }
      await moveTo(bucket, target, "done");
      await countPage(day, 100);
      expect(await lookersOn(day)).toBe(usual);
    }
  });

  it("every choice counts once", async () => {
    const bucket = 25;
    const answered = async (): Promise<number> => {
      await countConsents(await platform(), NOON);
      const sql = "SELECT coalesce(sum(count), 0) AS n FROM consent_count WHERE metric = 'answered'";
      return (await bindings().DB.prepare(sql).first<{ n: number }>())?.n ?? 0;
    };
    const [before, [, to = ""]] = [await answered(), await placesOf(bucket)];
    await somebody(bucket);
    for (const stage of ["checking", "draining", "flipped", "clearing", "done"] as const) {
      await moveTo(bucket, to, stage);
      await somebody(bucket);
      if (stage !== "flipped") await answered();
    }
    expect(await answered()).toBe(before + 6);
  });
});
