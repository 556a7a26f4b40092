import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import type { Call } from "../../src/actions/call.ts";
import { callsOfControllers } from "../../src/actions/calls-of-controllers.ts";
import { foldAsked } from "../../src/actions/exchange/fold-asked.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import type { AskedMessage } from "../../src/storage/outbox.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { benefitsProgram } from "../support/asks.ts";
import { bindings } from "./bindings.ts";
import { MINUTE, NOON, publish } from "./client.ts";
import { failEvery } from "./fail-every.ts";
import { overtakenAt } from "./faults.ts";
import { finishAlone, merge, somebody, unmerge } from "./merging.ts";

beforeAll(async () => {
  expect((await publish(benefitsProgram())).status).toBe(201);
});

type Said = Pick<AskedMessage, "variant" | "said" | "at">;
const person = async (): Promise<SubjectId> => (await somebody({ personal: true, memory: true }, 0)).subject;

async function callIn(env: Bindings): Promise<Call> {
  const platform = await platformOf(env, () => undefined);
  const call = (await callsOfControllers(platform, NOON, { kind: "system", job: "test" })).get("acme");
  if (!call) throw new Error("nobody publishes");
  return call;
}

/** Brings what was said of the question, as the queue does: again where it is not taken. */
async function bring(subject: SubjectId, said: readonly Said[], env = bindings()): Promise<void> {
  const call = await callIn(env);
  const { site } = call.program;
  const message = { kind: "asked", site: site.key, subject, rule: call.rule.id, signals: call.signals, ask: "size" } as const;
  const arrived = said.map((one) => ({ call, message: { ...message, ...one } }));
  for (const one of arrived) await foldAsked(call.platform, [one]).catch(() => foldAsked(call.platform, [one]));
}

/** What is counted of people: each once, as `variant/reassigned/refused`. */
async function counted(): Promise<readonly string[]> {
  const sql = `SELECT variant || '/' || reassigned || '/' || (refused_at IS NOT NULL) AS one
    FROM asked WHERE controller = 'acme'`;
  const parts = await Promise.all(allDatabases(bindings()).map(({ db }) => db.prepare(sql).all<{ one: string }>()));
  return parts.flatMap(({ results }) => results.map(({ one }) => one)).toSorted();
}

async function afresh(): Promise<void> {
  for (const { db } of allDatabases(bindings())) await db.prepare("DELETE FROM asked").run();
}

function expectedOf(said: readonly Said[]): string {
  const [first] = said.toSorted((a, b) => a.at - b.at);
  const flag = (is: boolean): number => (is ? 1 : 0);
  return `${first?.variant}/${flag(new Set(said.map(({ variant }) => variant)).size > 1)}/${flag(said.some((one) => one.said === "refused"))}`;
}

it("people are counted once each for a question, on whichever of their records and in whatever order it was put, replayed and joined", async () => {
  const saying = fc.record({ variant: fc.constantFrom("early", "voucher"), said: fc.constantFrom("seen", "refused") });
  const step = fc.record({ who: fc.nat(2), joins: fc.boolean(), saying });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 7 }), async (steps) => {
      await afresh();
      const records = [await person(), await person(), await person()] as const;
      const joined = new Set<number>();
      const sent: { readonly who: number; readonly said: Said }[] = [];
      for (const [at, { who, joins, saying: one }] of steps.entries()) {
        if (joins && who > 0 && !joined.has(who)) {
          await merge(records[0], records[who] ?? records[0]);
          joined.add(who);
          continue;
        }
        // What is told late was said early.
        sent.push({ who, said: { ...one, at: NOON - at * MINUTE } });
        await bring(records[who] ?? records[0], [sent.at(-1)?.said as Said]);
      }
      for (const { who, said } of sent.toReversed()) await bring(records[who] ?? records[0], [said]);
      const people = [0, 1, 2].filter((who) => !joined.has(who));
      const own = people.map((who) => sent.filter((one) => one.who === who || (who === 0 && joined.has(one.who))).map(({ said }) => said));
      expect(await counted()).toEqual(
        own
          .filter((said) => said.length > 0)
          .map(expectedOf)
          .toSorted(),
      );
    }),
    { numRuns: 8, seed: 20_261_126 },
  );
});

it("what was said without naming a benefit is no other one, whichever is brought first", async () => {
  const said: readonly Said[] = [
    { variant: null, said: "refused", at: NOON },
    { variant: "voucher", said: "seen", at: NOON + MINUTE },
    { variant: null, said: "seen", at: NOON + 2 * MINUTE },
  ];
  for (const order of [said, said.toReversed()]) {
    await afresh();
    await bring(await person(), order);
    expect(await counted()).toEqual(["voucher/0/1"]);
  }
});

it("two that part stay one in what was asked until then, and what comes of it again adds nobody", async () => {
  await afresh();
  const [root, device] = [await person(), await person()];
  const seen: Said = { variant: "early", said: "seen", at: NOON };
  await bring(device, [seen]);
  await merge(root, device);
  await unmerge(device);
  expect(await counted()).toEqual(["early/0/0"]);
  await bring(device, [seen, { ...seen, variant: "voucher", said: "refused", at: NOON + MINUTE }]);
  expect(await counted()).toEqual(["early/0/0"]);
  await bring(root, [{ ...seen, said: "refused", at: NOON + MINUTE }]);
  expect(await counted()).toEqual(["early/0/1"]);
});

it("they are one wherever the merge is cut off, and whenever it overtakes what was seen", async () => {
  const seen: Said = { variant: "early", said: "seen", at: NOON };
  await failEvery(async (_, __, broken, label) => {
    await afresh();
    const [root, device] = [await person(), await person()];
    for (const record of [root, device]) await bring(record, [seen]);
    await merge(root, device, "a-proof", broken);
    await finishAlone(NOON + 10 * MINUTE);
    await merge(root, device, "a-proof");
    expect(await counted(), label).toEqual(["early/0/0"]);
  }, "after");
  for (let k = 1; k <= 3; k++) {
    await afresh();
    const [root, device] = [await person(), await person()];
    await bring(root, [seen]);
    await bring(
      device,
      [seen],
      overtakenAt(bindings(), k, () => merge(root, device)),
    );
    expect(await counted(), `overtaken at ${k}`).toEqual(["early/0/0"]);
  }
});
