import { beforeAll, describe, expect, it } from "vitest";
import { rootOf } from "../../src/actions/consent/read-root.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { readSubject } from "../../src/storage/register.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { MINUTE, NOON, publish } from "./client.ts";
import { failingAt } from "./faults.ts";
import { callsOf, finish, merge, proofOf, somebody, unfinished, unmerge } from "./merging.ts";

beforeAll(async () => {
  await publish();
});

describe("merges that meet another", () => {
  const PEOPLE = 3;
  const granting = (views: number) => somebody({ personal: true }, views);

  /** What a root knows: its own and what it took over, each counted once. */
  async function viewsOf(root: SubjectId): Promise<number> {
    const { profile, merged } = await readSubject(await shardOf(bindings(), root), root, [], 5_000);
    return [profile?.attributes, ...merged].reduce((sum, values) => sum + Number(values?.["shoeViews"]?.value ?? 0), 0);
  }

  it("bring along what was cut off, at any call, when its root is merged on before the hourly job", async () => {
    const count = await callsOf();
    for (let k = 1; k <= count; k++) {
      const [a, b, c] = [await granting(1), await granting(1), await granting(1)];
      const proof = proofOf();
      await merge(b.subject, a.subject, proof, failingAt(bindings(), k, "after"));
      expect((await merge(c.subject, b.subject)).status).toBe(200);
      await finish(NOON + 10 * MINUTE);
      await merge(b.subject, a.subject, proof);
      expect(await viewsOf(c.subject), `call ${k}`).toBe(PEOPLE);
      expect(await unfinished(), `call ${k}`).toBe("[]");
    }
  });

  it("opposite ones become one, at once or cut off at any call, and nothing is left to visit", async () => {
    const count = await callsOf();
    for (let k = 0; k <= count; k++) {
      const [a, b] = [await granting(1), await granting(2)];
      const cut = k === 0 ? undefined : failingAt(bindings(), k, "after");
      const first = merge(a.subject, b.subject, proofOf(), cut);
      if (cut) await first;
      const other = await merge(b.subject, a.subject);
      await first;
      expect(cut ? other.status : 200).toBe(200);
      await finish(NOON + 10 * MINUTE);
      const root = (await rootOf(bindings(), a.subject)) ?? a.subject;
      expect([a.subject, b.subject]).toContain(root);
      expect((await rootOf(bindings(), b.subject)) ?? b.subject, `call ${k}`).toBe(root);
      expect(await viewsOf(root), `call ${k}`).toBe(PEOPLE);
      expect(await unfinished(), `call ${k}`).toBe("[]");
    }
  });

  it("of the same two, under two proofs at once, count what was seen once", async () => {
    for (let round = 0; round < 6; round++) {
      const [a, b] = [await granting(1), await granting(2)];
      await Promise.all([merge(a.subject, b.subject), merge(a.subject, b.subject)]);
      await finish(NOON + 10 * MINUTE);
      expect(await viewsOf(a.subject)).toBe(PEOPLE);
      expect(await unfinished()).toBe("[]");
      expect((await unmerge(b.subject)).status).toBe(200);
      expect(await viewsOf(a.subject)).toBe(1);
    }
  });
});
