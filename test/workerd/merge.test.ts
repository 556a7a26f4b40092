import { beforeAll, describe, expect, it } from "vitest";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { verifyLedger } from "../../src/actions/consent/verify-ledger.ts";
import { readSubject } from "../../src/storage/register.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, publish } from "./client.ts";
import { failingAt } from "./faults.ts";
import { attributesOf, callsOf, finish, merge, permitsOf, proofOf, somebody, unfinished, unmerge } from "./merging.ts";
import { deliver, keeping, rowsOf, subjectOf } from "./subjects.ts";

beforeAll(async () => {
  await publish();
});

describe("merging two subjects", () => {
  it("makes them one person on every device: the stricter consent, all that was counted, one register", async () => {
    const phone = await somebody({ personal: true, memory: true, ads: false }, 2);
    const laptop = await somebody({ personal: true, ads: true }, 1);
    expect((await laptop.visitor.decide()).json.decisions.hero.reason).not.toBe("matched");
    expect(await merge(phone.subject, laptop.subject)).toMatchObject({ status: 200, json: { root: phone.subject } });
    const [root, child] = await permitsOf(phone.subject, laptop.subject);
    expect(child).toEqual(root);
    expect(root).toMatchObject({ personal: { allowed: true }, memory: { allowed: true }, ads: { allowed: false, why: "denied" } });
    for (const { visitor } of [phone, laptop]) {
      visitor.now = NOON + 2 * MINUTE;
      expect((await visitor.renew()).json.consent.allowed).toMatchObject({ personal: true, memory: true, ads: false });
      expect(await subjectOf(visitor)).toBe(phone.subject);
      expect((await visitor.decide()).json.decisions.hero.reason).toBe("matched");
    }
    for (const subject of [phone.subject, laptop.subject]) expect((await verifyLedger(bindings(), subject)).faults).toEqual([]);
  });

  it("reaches a device that still carries the merged subject: its withdrawal, its events and its grants go to the root", async () => {
    const phone = await somebody({ personal: true }, 0);
    const laptop = await somebody({ personal: true }, 0);
    const { env, kept } = keeping(bindings());
    laptop.visitor.env = env;
    await laptop.visitor.view("x");
    laptop.visitor.env = undefined;
    await merge(phone.subject, laptop.subject);
    await deliver(kept);
    expect(await attributesOf(phone.subject)).toMatchObject({ shoeViews: { value: 1 } });
    expect(await attributesOf(laptop.subject)).toBeUndefined();
    expect((await laptop.visitor.withdraw()).status).toBe(200);
    expect((await permitsOf(phone.subject))[0]).toMatchObject({ personal: { allowed: false, why: "withdrawn" } });
  });

  it("loses no event that is counted while they are merged", async () => {
    for (let round = 0; round < 8; round++) {
      const [phone, laptop] = [await somebody({ personal: true }, 1), await somebody({ personal: true }, 1)];
      const { env, kept } = keeping(bindings());
      laptop.visitor.env = env;
      for (const product of ["x", "y"]) await laptop.visitor.view(product);
      const deliveries = kept.map((message) => deliver([message]));
      const [merged, ...delivered] = await Promise.all([merge(phone.subject, laptop.subject), ...deliveries]);
      expect(merged.status).toBe(200);
      expect(delivered.map(({ acked }) => acked)).toEqual([1, 1]);
      const { profile, merged: copies } = await readSubject(await shardOf(bindings(), phone.subject), phone.subject, [], 5_000);
      const counts = [profile?.attributes, ...copies].map((values) => Number(values?.["shoeViews"]?.value ?? 0));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
    }
  });

  it("is the same merge when it is asked for again, and a merge that was taken back needs a new proof", async () => {
    const [a, b] = [await somebody({ personal: true }, 1), await somebody({ personal: true }, 1)];
    const proof = proofOf();
    await merge(a.subject, b.subject, proof);
    const rows = await rowsOf("register", "ledger", "merge", "alias");
    expect((await merge(a.subject, b.subject, proof)).status).toBe(200);
    expect(await rowsOf("register", "ledger", "merge", "alias")).toBe(rows);
    await unmerge(b.subject);
    expect((await merge(a.subject, b.subject, proof)).json.errors).toMatchObject([{ field: "proof", rule: "new" }]);
    expect((await merge(a.subject, b.subject)).status).toBe(200);
  });

  it("never joins what was said to two controllers", async () => {
    const mine = await somebody({ personal: true }, 0);
    const other = new Browser();
    other.key = "pk_other_main";
    await other.choose({ personal: true });
    const before = await rowsOf("register", "ledger", "merge", "alias");
    const theirs = await bindingsSubject("other");
    expect((await merge(mine.subject, theirs)).status).toBe(403);
    expect(await rowsOf("register", "ledger", "merge", "alias")).toBe(before);
  });
});

async function bindingsSubject(controller: string): Promise<SubjectId> {
  const databases = Object.entries(bindings() as unknown as Record<string, D1Database>).filter(([name]) => /^DB(_\d\d)?$/.test(name));
  for (const [, db] of databases) {
    const row = await db.prepare("SELECT subject FROM register WHERE controller = ?1").bind(controller).first<{ subject: SubjectId }>();
    if (row) return row.subject;
  }
  throw new Error("no such subject");
}

describe("unmerging them", () => {
  it("gives each its own attributes back exactly, and of consent the stricter of then and since", async () => {
    const phone = await somebody({ personal: true, ads: true }, 2);
    const laptop = await somebody({ personal: true, memory: true }, 1);
    const [before, beside] = [await attributesOf(phone.subject), await attributesOf(laptop.subject)];
    await merge(phone.subject, laptop.subject);
    phone.visitor.now = NOON + 2 * MINUTE;
    await phone.visitor.renew();
    await phone.visitor.choose({ personal: false });
    expect(await unmerge(laptop.subject)).toMatchObject({ status: 200 });
    expect([await attributesOf(phone.subject), await attributesOf(laptop.subject)]).toEqual([before, beside]);
    expect(await permitsOf(phone.subject, laptop.subject)).toMatchObject([
      { personal: { why: "withdrawn" }, ads: { why: "granted" }, memory: { why: "expired" } },
      { personal: { why: "withdrawn" }, ads: { why: "expired" }, memory: { why: "granted" } },
    ]);
    laptop.visitor.now = NOON + 4 * MINUTE;
    await laptop.visitor.renew();
    expect(await subjectOf(laptop.visitor)).toBe(laptop.subject);
    for (const subject of [phone.subject, laptop.subject]) expect((await verifyLedger(bindings(), subject)).faults).toEqual([]);
  });
});

describe("a merge that is cut off", () => {
  it.each(["before", "after"] as const)(
    "at any call (%s it) never allows what either refused, and the hourly job ends it",
    async (when) => {
      const count = await callsOf();
      for (let k = 1; k <= count; k++) {
        const [a, b] = [await somebody({ personal: true, ads: false }, 1), await somebody({ personal: true, ads: true, memory: true }, 1)];
        await merge(a.subject, b.subject, proofOf(), failingAt(bindings(), k, when));
        await finish(NOON + 10 * MINUTE);
        const [one, other] = await permitsOf(a.subject, b.subject);
        expect(one?.["ads"]?.allowed).toBe(false);
        if (JSON.stringify(one) === JSON.stringify(other)) {
          await unmerge(b.subject, failingAt(bindings(), k, when));
          await finish(NOON + 20 * MINUTE);
          const after = await permitsOf(a.subject, b.subject);
          expect(after.map((permit) => permit["ads"]?.allowed)).toEqual([false, false]);
        }
        for (const subject of [a.subject, b.subject]) expect((await verifyLedger(bindings(), subject)).faults).toEqual([]);
      }
      expect(JSON.parse(await unfinished())).toEqual([]);
    },
  );
});
