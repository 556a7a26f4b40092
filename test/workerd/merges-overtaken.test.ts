import { beforeAll, describe, expect, it } from "vitest";
import { verifyLedger } from "../../src/actions/consent/verify-ledger.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { bindings } from "./bindings.ts";
import { MINUTE, NOON, publish } from "./client.ts";
import { counting, overtakenAt } from "./faults.ts";
import { merge, permitsOf, proofOf, somebody, unmerge } from "./merging.ts";

beforeAll(async () => {
  await publish();
});

type Somebody = Awaited<ReturnType<typeof somebody>>;

async function two(): Promise<readonly [Somebody, Somebody]> {
  return [await somebody({ personal: true, ads: true }, 1), await somebody({ personal: true, ads: true }, 1)];
}

async function whyOf(...subjects: readonly SubjectId[]): Promise<readonly (string | undefined)[]> {
  return (await permitsOf(...subjects)).map(({ personal }) => personal?.why);
}

/** Withdraws on a device as a request of its own would, whatever is under way. */
async function withdraw({ visitor }: Somebody): Promise<void> {
  visitor.now = NOON + 2 * MINUTE;
  expect((await visitor.withdraw()).status).toBe(200);
}

describe("a withdrawal that overtakes", () => {
  it.each([0, 1] as const)("a merge at any call, on either device (%i), holds for both records", async (device) => {
    const [a, b] = await two();
    const { env, counts } = counting(bindings());
    await merge(a.subject, b.subject, proofOf(), env);
    for (let k = 1; k <= counts().d1; k++) {
      const pair = await two();
      const [root, child] = [pair[0].subject, pair[1].subject];
      const proof = proofOf();
      const first = await merge(
        root,
        child,
        proof,
        overtakenAt(bindings(), k, () => withdraw(pair[device])),
      );
      if (first.status !== 200) expect((await merge(root, child, proof)).status).toBe(200);
      expect(await whyOf(root, child), `call ${k}`).toEqual(["withdrawn", "withdrawn"]);
      expect((await verifyLedger(bindings(), root)).faults).toEqual([]);
    }
  });

  it("an unmerge at any call holds for the record it was said of", async () => {
    const [a, b] = await two();
    await merge(a.subject, b.subject);
    const { env, counts } = counting(bindings());
    await unmerge(b.subject, env);
    for (const device of [0, 1] as const)
      for (let k = 1; k <= counts().d1; k++) {
        const pair = await two();
        const [root, child] = [pair[0].subject, pair[1].subject];
        await merge(root, child);
        const first = await unmerge(
          child,
          overtakenAt(bindings(), k, () => withdraw(pair[device])),
        );
        if (first.status !== 200) await unmerge(child);
        expect((await whyOf(root, child))[device], `device ${device}, call ${k}`).toBe("withdrawn");
        for (const subject of [root, child]) expect((await verifyLedger(bindings(), subject)).faults).toEqual([]);
      }
  });
});
