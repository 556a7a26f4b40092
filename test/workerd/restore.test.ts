import { beforeAll, describe, expect, it } from "vitest";
import { verifyLedger } from "../../src/actions/consent/verify-ledger.ts";
import { runCron } from "../../src/jobs/cron.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { readSubject } from "../../src/storage/register.ts";
import { shardOf } from "../../src/storage/shards.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { bindings } from "./bindings.ts";
import { MINUTE, NOON, request, SECRET_KEY } from "./client.ts";
import { erase, everything, finish } from "./erasing.ts";
import { permitsOf } from "./merging.ts";
import { plant, publishTaking } from "./planting.ts";
import { copies, restore } from "./restoring.ts";

beforeAll(publishTaking);

const HOUR = 3_600_000;

async function replay(): Promise<{ readonly erased: number; readonly withdrawn: number }> {
  const sum = { erased: 0, withdrawn: 0 };
  for (let next: object | null = {}; next !== null;) {
    const headers = { "x-earnest-now": String(NOON + 2 * HOUR) };
    const { status, json, text } = await request("/v1/shards/replay", { key: SECRET_KEY, body: next, headers });
    expect(status, text).toBe(200);
    sum.erased += json.erased;
    sum.withdrawn += json.withdrawn;
    next = json.next;
  }
  return sum;
}

/** The hourly job, as long as it has something to do. */
async function settle(): Promise<void> {
  for (let hour = 3; hour < 6; hour++) await runCron(await platformOf(bindings(), () => undefined), "7 * * * *", NOON + hour * HOUR);
}

/** What holds of somebody: consent, and what is known. */
async function stateOf(subject: SubjectId) {
  const { registered, profile } = await readSubject(await shardOf(bindings(), subject), subject, [], 5_000);
  const { version, decisions, none, erased } = registered?.state ?? {};
  const said = Object.fromEntries(Object.entries(decisions ?? {}).map(([purpose, { state }]) => [purpose, state]));
  return { version, said, none: none !== null, erased, known: Object.keys(profile?.attributes ?? {}).toSorted() };
}

describe("an older copy of all databases, put back", () => {
  it("brings nobody back who was erased and no yes that was withdrawn, once tombstones and withdrawals are replayed", async () => {
    const [gone, withdrawn, changed, untouched] = [await plant(), await plant(), await plant(), await plant()];
    const kept = await copies();
    expect((await erase(gone.subject)).done).toBe(true);
    await finish();
    withdrawn.visitor.now = changed.visitor.now = NOON + MINUTE;
    expect((await withdrawn.visitor.withdraw()).status).toBe(200);
    expect((await changed.visitor.choose({ ads: false })).status).toBe(201);
    await settle();
    const people = [gone.subject, gone.child, withdrawn.subject, changed.subject, untouched.subject];
    const after = await Promise.all(people.map(stateOf));
    expect(after[0]).toMatchObject({ erased: true, known: ["account"] });

    await restore(kept);
    expect(await everything()).toContain(gone.words.find((word) => word.startsWith("hobby")));
    expect((await stateOf(gone.subject)).erased).toBeUndefined();
    // Until it is replayed, what is kept outside of the databases already stops everybody it concerns.
    expect((await permitsOf(gone.subject))[0]?.["personal"]).toMatchObject({ allowed: false });
    expect((await permitsOf(withdrawn.subject))[0]?.["personal"]).toMatchObject({ allowed: false });

    const replayed = await replay();
    expect(replayed.withdrawn).toBe(2);
    expect(replayed.erased).toBeGreaterThan(0);
    await settle();
    expect(await Promise.all(people.map(stateOf))).toEqual(after);
    const stored = await everything();
    for (const word of gone.words.filter((item) => !item.startsWith("account"))) expect(stored).not.toContain(word);
    for (const person of people) expect((await verifyLedger(bindings(), person)).faults).toEqual([]);
    expect(await replay()).toEqual({ erased: 0, withdrawn: 0 });
  });
});
